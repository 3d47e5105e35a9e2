package io.onsale.embedded;

import java.io.IOException;
import java.util.Map;
import redis.embedded.RedisServer;

/** Redis without snapshots or an append-only file: the service must stand an emptied Redis anyway. */
final class Redis implements EmbeddedServer {

    @Override
    public Map<String, String> start() throws IOException {
        int port = FreePorts.take(1)[0];
        RedisServer.newRedisServer()
                .port(port)
                .bind("127.0.0.1")
                .setting("save \"\"")
                .setting("appendonly no")
                .build()
                .start();
        return Map.of("quarkus.redis.hosts", "redis://127.0.0.1:" + port);
    }
}

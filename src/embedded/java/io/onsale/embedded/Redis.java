package io.onsale.embedded;

import java.io.IOException;
import java.util.Map;
import redis.embedded.RedisServer;

/** Redis without snapshots or an append-only file: the service must stand an emptied Redis anyway. */
final class Redis implements EmbeddedServer {

    private final int port;

    Redis(int port) {
        this.port = port;
    }

    @Override
    public Map<String, String> start() throws IOException {
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

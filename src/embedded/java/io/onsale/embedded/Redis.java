package io.onsale.embedded;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import redis.embedded.RedisSentinel;
import redis.embedded.RedisServer;
import redis.embedded.core.RedisServerBuilder;

/** Redis without snapshots or an append-only file, since the service must withstand an emptied Redis anyway. */
final class Redis implements EmbeddedServer {

    private final redis.embedded.Redis server;
    private final int port;

    private Redis(redis.embedded.Redis server, int port) {
        this.server = server;
        this.port = port;
    }

    static Redis server(int port) throws IOException {
        return new Redis(settings(port).build(), port);
    }

    /** A server that may become a node of a cluster. Started again, it is empty, but knows the other nodes and its slots. */
    static Redis node(Path data, int port) throws IOException {
        Path directory = Files.createDirectories(data.resolve("redis-" + port));
        RedisServer server = settings(port)
                .setting("dir " + directory)
                .setting("cluster-enabled yes")
                .setting("cluster-node-timeout 2000")
                // the missing slots of one node are no reason to refuse those of the others
                .setting("cluster-require-full-coverage no")
                .build();
        return new Redis(server, port);
    }

    /** One of three sentinels that watch a primary, by the name of {@code onsale}. */
    static Redis sentinel(int port, int primaryPort) throws IOException {
        RedisSentinel server = RedisSentinel.newRedisSentinel()
                .bind("127.0.0.1")
                .port(port)
                .masterName("onsale")
                .masterPort(primaryPort)
                .quorumSize(2)
                .downAfterMilliseconds(2_000)
                .failOverTimeout(3_000) // two that stand for election at once try again after twice this
                .parallelSyncs(1)
                .build();
        return new Redis(server, port);
    }

    private static RedisServerBuilder settings(int port) {
        return RedisServer.newRedisServer()
                .port(port)
                .bind("127.0.0.1")
                .setting("save \"\"")
                .setting("appendonly no");
    }

    @Override
    public Map<String, String> start() throws IOException {
        server.start();
        return Map.of("quarkus.redis.hosts", "redis://127.0.0.1:" + port);
    }
}

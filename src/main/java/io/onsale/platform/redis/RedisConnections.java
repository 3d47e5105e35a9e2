package io.onsale.platform.redis;

import io.onsale.platform.runtime.Heartbeats;
import io.quarkus.redis.client.RedisOptionsCustomizer;
import io.vertx.core.Vertx;
import io.vertx.redis.client.Redis;
import io.vertx.redis.client.RedisAPI;
import io.vertx.redis.client.RedisClientType;
import io.vertx.redis.client.RedisOptions;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Disposes;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.net.URI;
import java.util.List;

/**
 * The factory of the connections to Redis that {@code quarkus.redis.client-type} names; each node of a cluster gets all settings of the
 * client.
 */
@ApplicationScoped
public class RedisConnections implements RedisOptionsCustomizer {
    private volatile RedisOptions options;

    /** Called before there is a client. */
    @Override
    public void customize(String client, RedisOptions settings) {
        options = settings;
    }

    @Produces
    @Singleton
    RedisServers servers(Vertx vertx, RedisAPI redis, Heartbeats heartbeats) {
        if (options.getType() != RedisClientType.CLUSTER) {
            return new OneRedis(redis, () -> RedisAPI.api(Redis.createClient(vertx, new RedisOptions(options))));
        }
        List<URI> seeds = options.getEndpoints().stream().map(URI::create).toList();
        return new RedisCluster(vertx, heartbeats, seeds, address -> Redis.createClient(vertx, to(address)));
    }

    private RedisOptions to(URI address) {
        return new RedisOptions(options).setType(RedisClientType.STANDALONE).setEndpoints(List.of(address.toString()));
    }

    void close(@Disposes RedisServers servers) {
        servers.close();
    }
}

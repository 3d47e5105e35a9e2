package io.onsale.demo;

import io.quarkus.runtime.annotations.RegisterForReflection;
import io.smallrye.common.annotation.NonBlocking;
import io.vertx.redis.client.RedisAPI;
import jakarta.annotation.security.PermitAll;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.util.concurrent.CompletionStage;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.jboss.resteasy.reactive.RestQuery;

/**
 * What this server can do at best, for the benchmark to compare with: nothing but an answer, an answer of some size, one command of Redis.
 * Where {@code onsale.demo.enabled} is not set, there is no such path.
 */
@Path("/api/v1/admin/yardsticks")
@Produces(MediaType.APPLICATION_JSON)
@NonBlocking
@OnlyWhereEnabled
@PermitAll
public class YardstickResource {
    private static final int MAX_BYTES = 1_000_000;

    private final RedisAPI redis;

    public YardstickResource(RedisAPI redis) {
        this.redis = redis;
    }

    @RegisterForReflection
    public record Yardstick(String status) {
        static final Yardstick OK = new Yardstick("OK");
    }

    @GET
    @Path("empty")
    @Operation(hidden = true)
    public Yardstick empty() {
        return Yardstick.OK;
    }

    @GET
    @Path("redis")
    @Operation(hidden = true)
    public CompletionStage<Yardstick> redis() {
        return redis.get("onsale:yardstick").map(Yardstick.OK).toCompletionStage();
    }

    @GET
    @Path("bytes")
    @Operation(hidden = true)
    public byte[] bytes(@RestQuery int count) {
        return new byte[Math.max(0, Math.min(count, MAX_BYTES))];
    }
}

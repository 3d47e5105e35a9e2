package io.onsale;

import io.quarkus.redis.datasource.RedisDataSource;

/** The count of commands that Redis has processed. */
public final class RedisCommands {
    private RedisCommands() {}

    /** The number of commands that the server has processed for all clients since it started. */
    public static long processed(RedisDataSource redis) {
        return redis.execute("INFO", "stats")
                .toString()
                .lines()
                .filter(line -> line.startsWith("total_commands_processed:"))
                .mapToLong(line ->
                        Long.parseLong(line.substring(line.indexOf(':') + 1).strip()))
                .findFirst()
                .orElseThrow();
    }
}

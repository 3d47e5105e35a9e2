package io.onsale;

import io.quarkus.redis.datasource.RedisDataSource;

/** How much Redis is asked. */
public final class RedisCommands {
    private RedisCommands() {}

    /** All that the server has processed since it started, of everybody. */
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

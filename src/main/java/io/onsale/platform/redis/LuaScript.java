package io.onsale.platform.redis;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/**
 * A Lua script: its text and the SHA-1 digest by which Redis knows it. Every script starts with {@code lua/platform/clock.lua}, so that its
 * first argument is always the clock offset of {@link RedisTime} and {@code now} is the server's time in milliseconds.
 */
public final class LuaScript {
    private final String name;
    private final String source;
    private final String sha1;

    private LuaScript(String name, String source) {
        this.name = name;
        this.source = source;
        this.sha1 = sha1(source);
    }

    /**
     * @param names resources below {@code lua/}, without the ending, joined in this order: shared functions first, e.g.
     *     {@code queue/enter_queue}
     */
    public static LuaScript of(String... names) {
        var source = new StringBuilder(read("platform/clock"));
        for (String name : names) {
            source.append('\n').append(read(name));
        }
        return new LuaScript(names[names.length - 1], source.toString());
    }

    /** The name of the last part, which says what the script does, e.g. {@code queue/enter_queue}. */
    String name() {
        return name;
    }

    String source() {
        return source;
    }

    String sha1() {
        return sha1;
    }

    private static String read(String name) {
        String resource = "lua/" + name + ".lua";
        try (InputStream in = Thread.currentThread().getContextClassLoader().getResourceAsStream(resource)) {
            if (in == null) {
                throw new IllegalStateException("no such script: " + resource);
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String sha1(String text) {
        try {
            return HexFormat.of()
                    .formatHex(MessageDigest.getInstance("SHA-1").digest(text.getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-1", e);
        }
    }
}

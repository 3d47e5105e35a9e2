package io.onsale;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.util.ArrayList;
import java.util.List;

/** A connection to one Redis server, without a client that would follow redirections to another. */
public final class RawRedis implements AutoCloseable {
    private final Socket socket;
    private final InputStream in;

    /** The error that the server has answered instead of a value. */
    public static final class ErrorReply extends RuntimeException {
        ErrorReply(String message) {
            super(message);
        }
    }

    public RawRedis(int port) {
        try {
            socket = new Socket("127.0.0.1", port);
            in = new BufferedInputStream(socket.getInputStream());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Asks the server on a connection of its own. */
    public static Object ask(int port, Object... command) {
        try (var redis = new RawRedis(port)) {
            return redis.call(command);
        }
    }

    /** @return a String, a Long, a List of these, or null */
    public Object call(Object... command) {
        var bytes = new StringBuilder("*" + command.length + "\r\n");
        for (Object word : command) {
            bytes.append('$')
                    .append(word.toString().length())
                    .append("\r\n")
                    .append(word)
                    .append("\r\n");
        }
        try {
            socket.getOutputStream().write(bytes.toString().getBytes(ISO_8859_1));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return next();
    }

    /** Waits for the next message of the server, which may also come unasked. */
    public Object next() {
        try {
            return read();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private Object read() throws IOException {
        String head = line();
        String value = head.substring(1);
        return switch (head.charAt(0)) {
            case '+' -> value;
            case ':' -> Long.valueOf(value);
            case '-' -> throw new ErrorReply(value);
            case '$' -> value.equals("-1") ? null : bulk(Integer.parseInt(value));
            case '*' -> value.equals("-1") ? null : array(Integer.parseInt(value));
            default -> throw new IOException("not of Redis: " + head);
        };
    }

    private String bulk(int length) throws IOException {
        String bulk = new String(in.readNBytes(length), ISO_8859_1);
        line();
        return bulk;
    }

    private List<Object> array(int length) throws IOException {
        var array = new ArrayList<>(length);
        for (int i = 0; i < length; i++) {
            array.add(read());
        }
        return array;
    }

    private String line() throws IOException {
        var line = new ByteArrayOutputStream();
        for (int next = in.read(); next != '\n'; next = in.read()) {
            if (next < 0) {
                throw new IOException("closed by the server");
            }
            if (next != '\r') {
                line.write(next);
            }
        }
        return line.toString(ISO_8859_1);
    }

    @Override
    public void close() {
        try {
            socket.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}

package io.onsale.platform.web;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.IOException;
import java.net.Socket;
import java.net.SocketException;
import java.net.URI;
import java.time.Duration;

/** A connection on which bytes are sent as they are, most of which no HTTP client would send. */
public final class RawHttp implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(15);

    private final Socket socket;

    public RawHttp(URI server) throws IOException {
        socket = new Socket(server.getHost(), server.getPort());
        socket.setSoTimeout((int) PATIENCE.toMillis());
    }

    public static String exchange(URI server, String request) throws IOException {
        try (var connection = new RawHttp(server)) {
            connection.send(request);
            return connection.untilClosed();
        }
    }

    public void send(String bytes) throws IOException {
        socket.getOutputStream().write(bytes.getBytes(ISO_8859_1));
    }

    /**
     * Sends the same byte again and again until the other side closes, and returns what came meanwhile.
     *
     * @throws IllegalStateException if the other side does not close within the patience of this client
     */
    String drip(char same, Duration pause) throws IOException {
        socket.setSoTimeout((int) pause.toMillis());
        var answer = new StringBuilder();
        long end = System.nanoTime() + PATIENCE.toNanos();
        while (System.nanoTime() < end) {
            try {
                int next = socket.getInputStream().read();
                if (next < 0) {
                    return answer.toString();
                }
                answer.append((char) next);
            } catch (java.net.SocketTimeoutException nothingYet) {
                socket.getOutputStream().write(same);
            } catch (SocketException closed) {
                return answer.toString();
            }
        }
        throw new IllegalStateException("still open after " + PATIENCE + ", answered: " + answer);
    }

    /** The next line that comes, or its beginning if the other side closes. */
    String line() throws IOException {
        var line = new StringBuilder();
        for (int next = socket.getInputStream().read();
                next >= 0 && next != '\n';
                next = socket.getInputStream().read()) {
            line.append((char) next);
        }
        return line.toString();
    }

    /** The text that comes until the other side closes. */
    public String untilClosed() throws IOException {
        return new String(socket.getInputStream().readAllBytes(), ISO_8859_1);
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}

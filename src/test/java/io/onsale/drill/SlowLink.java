package io.onsale.drill;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;

/**
 * A link to a server on which everything that a client sends arrives late, by the same time for each statement. It can
 * be redirected, as an address is after a failover; existing connections stay where they are.
 */
public final class SlowLink implements AutoCloseable {
    private final ServerSocket server;
    private volatile int target;
    private final ExecutorService threads = Executors.newCachedThreadPool(task -> {
        var thread = new Thread(task, "link");
        thread.setDaemon(true);
        return thread;
    });
    private volatile long delayMillis;

    public SlowLink(int target) {
        this.target = target;
        try {
            server = new ServerSocket(0, 200, InetAddress.getLoopbackAddress());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        threads.execute(this::accept);
    }

    public int port() {
        return server.getLocalPort();
    }

    public void lead(int target) {
        this.target = target;
    }

    void delay(long millis) {
        delayMillis = millis;
    }

    private void accept() {
        while (!server.isClosed()) {
            try {
                Socket client = server.accept();
                threads.execute(() -> connect(client));
            } catch (IOException e) {
                // the link is closed, or the client is gone already
            }
        }
    }

    private void connect(Socket client) {
        try {
            var upstream = new Socket();
            upstream.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), target));
            client.setTcpNoDelay(true);
            upstream.setTcpNoDelay(true);
            threads.execute(() -> copy(upstream, client, false));
            copy(client, upstream, true);
        } catch (IOException e) {
            close(client);
        }
    }

    private void copy(Socket from, Socket to, boolean late) {
        try (from;
                to) {
            var buffer = new byte[16 * 1024];
            for (int length = from.getInputStream().read(buffer);
                    length >= 0;
                    length = from.getInputStream().read(buffer)) {
                if (late && delayMillis > 0) {
                    TimeUnit.MILLISECONDS.sleep(delayMillis); // the delay itself, not a wait for something to happen
                }
                to.getOutputStream().write(buffer, 0, length);
            }
        } catch (IOException e) {
            // one side has ended the connection, and so does the other
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static void close(Socket socket) {
        try {
            socket.close();
        } catch (IOException e) {
            // the link was closed just then
        }
    }

    @Override
    public void close() {
        try {
            server.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        threads.shutdownNow();
    }
}

package io.onsale.embedded;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.logging.ConsoleHandler;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.Logger;

/**
 * The child JVM of {@link ServerProcess}: it starts its servers at once, tells its parent where they are, and runs until its standard input
 * ends, which happens even when the parent is killed.
 */
final class ServersMain {

    /** A server takes a few seconds, on a busy machine perhaps twenty. */
    private static final long START_TIMEOUT_SECONDS = 60;

    /** @param args the directory for everything that is written, then each server as {@link #server} reads it */
    public static void main(String[] args) throws InterruptedException {
        PrintStream parent = System.out;
        System.setOut(System.err); // the servers are talkative
        endWithParent();
        logWarnings();

        Path directory = Path.of(args[0]);
        var ready = new CountDownLatch(args.length - 1);
        List<Thread> starting = new ArrayList<>();
        for (String words : List.of(args).subList(1, args.length)) {
            EmbeddedServer server = orEnd(words, () -> server(words.split(" "), directory));
            starting.add(new Thread(
                    () -> {
                        orEnd(words, server::start).forEach((name, value) -> parent.println(name + "=" + value));
                        ready.countDown();
                    },
                    words));
        }
        // All servers are unpacked first: a program that the child of another server's start has open for writing
        // cannot be run.
        starting.forEach(Thread::start);
        if (!ready.await(START_TIMEOUT_SECONDS, TimeUnit.SECONDS)) {
            starting.stream().filter(Thread::isAlive).forEach(ServersMain::printStack);
            stop(1);
        }
        parent.println();
    }

    /**
     * {@code mariadb <port>}, {@code redis <port>}, {@code redis-node <port>}, {@code redis-sentinel <port> <port of the primary>} or
     * {@code broker <id> <ports of all>}.
     */
    private static EmbeddedServer server(String[] words, Path directory) throws IOException {
        Path data = directory.resolve("data");
        List<Integer> numbers =
                Arrays.stream(words).skip(1).map(Integer::valueOf).toList();
        return switch (words[0]) {
            case "mariadb" -> new MariaDb(directory, data, numbers.get(0));
            case "redis" -> Redis.server(numbers.get(0));
            case "redis-node" -> Redis.node(data, numbers.get(0));
            case "redis-sentinel" -> Redis.sentinel(numbers.get(0), numbers.get(1));
            case "broker" -> new KafkaBroker(data, numbers.get(0), numbers.subList(1, numbers.size()));
            default -> throw new IllegalArgumentException(words[0]);
        };
    }

    private static <T> T orEnd(String words, Callable<T> step) {
        try {
            return step.call();
        } catch (Throwable e) {
            System.err.println("Did not start: " + words);
            e.printStackTrace();
            stop(1);
            return null; // not reached
        }
    }

    private static void printStack(Thread thread) {
        System.err.printf("Not ready after %d s: %s%n", START_TIMEOUT_SECONDS, thread.getName());
        for (StackTraceElement frame : thread.getStackTrace()) {
            System.err.println("\tat " + frame);
        }
    }

    private static void logWarnings() {
        Logger root = Logger.getLogger("");
        for (Handler handler : root.getHandlers()) {
            root.removeHandler(handler); // Quarkus's, which keeps all it gets until an application starts
        }
        root.addHandler(new ConsoleHandler());
        root.setLevel(Level.WARNING);
    }

    private static void endWithParent() {
        new Thread(() -> {
                    try {
                        System.in.transferTo(PrintStream.nullOutputStream());
                    } catch (IOException e) {
                        // as good as its end
                    }
                    stop(0);
                })
                .start();
        Runtime.getRuntime().addShutdownHook(new Thread(() -> stop(0))); // SIGTERM
    }

    /** Stops at once: the data that the servers would save on the way down are never read again. */
    private static void stop(int status) {
        ProcessHandle.current().descendants().forEach(ProcessHandle::destroyForcibly);
        Runtime.getRuntime().halt(status);
    }
}

package io.onsale.embedded;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.logging.ConsoleHandler;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.Logger;

/**
 * The child JVM: starts all servers at once, tells its parent where they are, and runs until its standard input ends, which it does even
 * when the parent is killed.
 */
final class ServersMain {

    public static void main(String[] args) throws IOException {
        PrintStream parent = System.out;
        System.setOut(System.err); // the servers are talkative
        endWithParent();
        logWarnings();

        Path directory = Path.of(args[0]).toAbsolutePath();
        Path data = directory.resolve("data");
        deleteTree(data);
        Files.createDirectories(data);

        List<CompletableFuture<Map<String, String>>> starting = new ArrayList<>();
        for (EmbeddedServer server : List.of(new MariaDb(directory, data), new Redis(), new KafkaCluster(data))) {
            starting.add(CompletableFuture.supplyAsync(() -> start(server), task -> new Thread(task).start()));
        }
        try {
            starting.forEach(started -> started.join().forEach((name, value) -> parent.println(name + "=" + value)));
            parent.println();
        } catch (CompletionException e) {
            e.printStackTrace();
            stop(1);
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

    private static Map<String, String> start(EmbeddedServer server) {
        try {
            return server.start();
        } catch (Exception e) {
            throw new CompletionException(e);
        }
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

    /** At once: nobody reads again what the servers would save on the way down. */
    private static void stop(int status) {
        ProcessHandle.current().descendants().forEach(ProcessHandle::destroyForcibly);
        Runtime.getRuntime().halt(status);
    }

    private static void deleteTree(Path root) throws IOException {
        if (Files.exists(root)) {
            try (var paths = Files.walk(root)) {
                for (Path path : paths.sorted(Comparator.reverseOrder()).toList()) {
                    Files.delete(path);
                }
            }
        }
    }
}

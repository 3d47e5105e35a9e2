package io.onsale.embedded;

import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import kafka.server.KafkaConfig;
import kafka.server.KafkaRaftServer;
import kafka.tools.StorageTool;
import org.apache.kafka.common.utils.Time;

/** One of three Kafka brokers in KRaft mode, each its own controller too, so that one of them may fail, as in production. */
final class KafkaBroker implements EmbeddedServer {

    static final int BROKERS = 3;
    private static final String CLUSTER_ID = "b25zYWxlLWVtYmVkZGVkMQ"; // any 16 bytes in base 64

    private final int id;
    private final Path directory;
    private final List<String> listeners;
    private final List<String> controllers;

    /** @param ports of the listeners of all brokers, then of all controllers */
    KafkaBroker(Path data, int id, List<Integer> ports) {
        this.id = id;
        this.directory = data.resolve("kafka-" + id);
        this.listeners = addresses(ports.subList(0, BROKERS));
        this.controllers = addresses(ports.subList(BROKERS, 2 * BROKERS));
    }

    private static List<String> addresses(List<Integer> ports) {
        return ports.stream().map(port -> "127.0.0.1:" + port).toList();
    }

    /** Returns when the broker has found enough of the others to work. */
    @Override
    public Map<String, String> start() throws IOException {
        Properties settings = settings();
        Path file = Files.createDirectories(directory).resolve("broker.properties");
        try (var out = Files.newOutputStream(file)) {
            settings.store(out, null);
        }
        format(file);
        new KafkaRaftServer(KafkaConfig.fromProps(settings), Time.SYSTEM).startup();
        return Map.of("kafka.bootstrap.servers", String.join(",", listeners));
    }

    private Properties settings() {
        var settings = new Properties();
        settings.put("node.id", "" + id);
        settings.put("process.roles", "broker,controller");
        settings.put("log.dirs", directory.resolve("log").toString());
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

    /** Leaves the data of an earlier start as they are. */
    private static void format(Path settings) throws IOException {
        try (var quiet = new PrintStream(OutputStream.nullOutputStream())) {
            StorageTool.execute(
                    new String[] {
                        "format", "--ignore-formatted", "--cluster-id", CLUSTER_ID, "--config", settings.toString()
                    },
                    quiet);
        }
    }
}

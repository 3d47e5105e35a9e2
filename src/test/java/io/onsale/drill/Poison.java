package io.onsale.drill;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.stream.Collectors.counting;
import static java.util.stream.Collectors.groupingBy;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/**
 * Records that are no events of Onsale, sent to all topics and their dead-letter topics in turn: CloudEvents in
 * structured mode, which no consumer here reads, and every other one garbage. Each must be found among the dead
 * letters, once for each consumer of its topic.
 */
final class Poison implements AutoCloseable {
    private static final String KEY = "poison-";
    private static final String DEAD_LETTERS = ".dead-letter";

    private static final Map<String, List<String>> READERS = Map.of(
            "reservation.created", List.of("seat-occupancy"),
            "reservation.released", List.of("clean-up", "seat-occupancy"),
            "payment.success", List.of("clean-up", "data-platform", "seat-occupancy", "sold-out-ranking"),
            "payment.failed", List.of("compensation"));

    /** @param poison the key of the record */
    record Letter(String poison, String consumer) {}

    private final String brokers;
    private KafkaProducer<byte[], byte[]> producer;
    private final List<String> topics = READERS.keySet().stream()
            .sorted()
            .flatMap(topic -> List.of(topic, topic + DEAD_LETTERS).stream())
            .toList();
    private final Map<String, String> sent = new ConcurrentHashMap<>();
    private final Set<String> spared = ConcurrentHashMap.newKeySet();
    private int next;

    Poison(String brokers) {
        this.brokers = brokers;
        producer = open();
    }

    private KafkaProducer<byte[], byte[]> open() {
        return new KafkaProducer<>(
                Map.of("bootstrap.servers", brokers), new ByteArraySerializer(), new ByteArraySerializer());
    }

    static boolean is(ConsumerRecord<byte[], byte[]> record) {
        return record.key() != null && new String(record.key(), UTF_8).startsWith(KEY);
    }

    /** Sends one a second. Returns how many the brokers have, once they have all of them. */
    int pourUntil(BooleanSupplier over) throws InterruptedException {
        int before = sent.size();
        while (!over.getAsBoolean()) {
            pour();
            TimeUnit.SECONDS.sleep(1);
        }
        flush();
        return sent.size() - before;
    }

    private synchronized void flush() {
        producer.flush();
    }

    private synchronized void pour() {
        String topic = topics.get(next % topics.size());
        // The division makes each topic get both kinds.
        boolean garbage = next++ / topics.size() % 2 == 0;
        if (spared.contains(topic)) {
            return;
        }
        String key = KEY + UUID.randomUUID();
        var record = new ProducerRecord<>(
                topic, key.getBytes(UTF_8), (garbage ? "{\"specversion" : event(topic)).getBytes(UTF_8));
        record.headers().add("content-type", "application/cloudevents+json".getBytes(UTF_8));
        producer.send(record, (metadata, failure) -> {
            if (failure == null) {
                sent.put(key, topic);
            }
        });
    }

    private static String event(String type) {
        return """
                {"specversion": "1.0", "id": "%s", "source": "/elsewhere", "type": "%s", "datacontenttype": "application/json", "data": {}}""".formatted(UUID.randomUUID(), type);
    }

    /**
     * Sends none to this topic from now on, and makes sure that all that was sent is there. Later records are sent by
     * another producer, since one that has ever sent to a topic asks for it again and again, by which brokers create it
     * anew.
     */
    synchronized void spare(String topic) {
        spared.add(topic);
        producer.close();
        producer = open();
    }

    void spareNoMore(String topic) {
        spared.remove(topic);
    }

    boolean isBuried(Connection database) throws SQLException {
        return judge(database).isEmpty();
    }

    boolean isBuried(Connection database, String topic) throws SQLException {
        var ofTopic = new HashMap<>(sent);
        ofTopic.values().removeIf(each -> !each.equals(topic));
        return judge(ofTopic, letters(database)).isEmpty();
    }

    List<Violation> judge(Connection database) throws SQLException {
        return judge(Map.copyOf(sent), letters(database));
    }

    private static List<Letter> letters(Connection database) throws SQLException {
        var letters = new ArrayList<Letter>();
        try (var statement = database.createStatement();
                ResultSet rows = statement.executeQuery(
                        "SELECT CONVERT(record_key USING ascii), consumer FROM dead_letter WHERE record_key LIKE '"
                                + KEY + "%'")) {
            while (rows.next()) {
                letters.add(new Letter(rows.getString(1), rows.getString(2)));
            }
        }
        return letters;
    }

    /**
     * @param sent topics by the keys of their poison
     * @param letters the dead letters that operators see
     */
    static List<Violation> judge(Map<String, String> sent, List<Letter> letters) {
        Map<String, List<Letter>> all = letters.stream().collect(groupingBy(Letter::poison));
        var violations = new ArrayList<Violation>();
        sent.forEach((key, topic) -> {
            var found = byConsumer(all.getOrDefault(key, List.of()).stream()
                    .map(Letter::consumer)
                    .toList());
            // Where no consumer has given the record up, its dead letter is of nobody.
            var expected = byConsumer(READERS.getOrDefault(topic, List.of("nobody")));
            if (!found.equals(expected)) {
                violations.add(Violation.of(
                        "POISON_IS_BURIED",
                        "%s of %s is a dead letter of %s and not of %s".formatted(key, topic, found, expected),
                        key));
            }
        });
        return violations;
    }

    private static Map<String, Long> byConsumer(List<String> consumers) {
        return consumers.stream().collect(groupingBy(Function.identity(), TreeMap::new, counting()));
    }

    @Override
    public synchronized void close() {
        producer.close();
    }
}

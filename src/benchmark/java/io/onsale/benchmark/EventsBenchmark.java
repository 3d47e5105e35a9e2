package io.onsale.benchmark;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.onsale.benchmark.Row.Figure;
import io.onsale.benchmark.Row.Ratio;
import java.nio.ByteBuffer;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.HdrHistogram.ConcurrentHistogram;
import org.HdrHistogram.Histogram;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/** The benchmark from the outbox to Kafka: the rate when many events wait, and the delay when they come one by one. */
final class EventsBenchmark {
    /** Declines that are not final serve as events: no consumer acts on them. */
    private static final String TOPIC = "payment.failed";

    private static final int WAITING = 30_000;
    private static final int PER_SECOND = 500;
    private static final int SECONDS = 20;
    private static final int COMMITTING = 8;

    private final Bench bench;

    EventsBenchmark(Bench bench) {
        this.bench = bench;
    }

    private record Event(UUID id, UUID reservation) {
        static Event next() {
            return new Event(UUID.randomUUID(), UUID.randomUUID());
        }

        String payload() {
            return ("{\"eventId\":\"%s\",\"occurredAt\":\"2026-01-01T00:00:00.000Z\",\"reservationId\":\"%s\",\"userId\":\"%s\","
                            + "\"concertId\":\"%s\",\"concertDateId\":\"%s\",\"seatIds\":[\"%s\"],\"attempt\":1,\"final\":false,"
                            + "\"reason\":\"INSUFFICIENT_POINTS\"}")
                    .formatted(id, reservation, id, id, id, id);
        }
    }

    void run() throws Exception {
        Ratio relay = bench.compare(
                new Ratio("events relayed", "a bare producer, the same records", Double.NaN),
                () -> bench.settled(this::relayed),
                () -> bench.settled(this::produced));
        List<Double> perThousand = relay.measured().stream()
                .map(perSecond -> 1_000_000 / perSecond)
                .toList();
        bench.report().add(new Figure("1,000 waiting events relayed", "ms", 200, perThousand));
        bench.report().begin("from commit to Kafka at %d events/s".formatted(PER_SECOND));
        var median = new ArrayList<Double>();
        var p99 = new ArrayList<Double>();
        for (int run = 1; run <= Bench.RUNS; run++) {
            Histogram millis = bench.settled(this::delays);
            median.add(millis.getValueAtPercentile(50) / 1e3);
            p99.add(millis.getValueAtPercentile(99) / 1e3);
            bench.report().run(run, "median %.1f ms, p99 %.1f ms".formatted(median.get(run - 1), p99.get(run - 1)));
        }
        bench.report().add(new Figure("from commit to Kafka at 500 events/s, median", "ms", Double.NaN, median));
        bench.report().add(new Figure("from commit to Kafka at 500 events/s, p99", "ms", 200, p99));
    }

    /** Commits all events at once. Returns how many a second were sent and forgotten. */
    private double relayed() throws SQLException {
        long begin;
        try (Connection connection = bench.database();
                PreparedStatement insert = insert(connection)) {
            connection.setAutoCommit(false);
            for (int i = 0; i < WAITING; i++) {
                bind(insert, Event.next());
                insert.addBatch();
            }
            insert.executeBatch();
            begin = System.nanoTime();
            connection.commit();
        }
        bench.awaitRelayed();
        return WAITING * 1e9 / (System.nanoTime() - begin);
    }

    private double produced() throws InterruptedException {
        try (var producer = producer()) {
            producer.partitionsFor(TOPIC);
            var acknowledged = new CountDownLatch(WAITING);
            long begin = System.nanoTime();
            for (int i = 0; i < WAITING; i++) {
                Event event = Event.next();
                byte[] key = event.reservation().toString().getBytes(UTF_8);
                var record = new ProducerRecord<>(TOPIC, key, event.payload().getBytes(UTF_8));
                headers(event).forEach((name, value) -> record.headers().add(name, value.getBytes(UTF_8)));
                producer.send(record, (metadata, failure) -> acknowledged.countDown());
            }
            producer.flush();
            acknowledged.await();
            return WAITING * 1e9 / (System.nanoTime() - begin);
        }
    }

    private KafkaProducer<byte[], byte[]> producer() {
        Map<String, Object> settings = Map.of(
                ProducerConfig.BOOTSTRAP_SERVERS_CONFIG,
                bench.servers().brokers(),
                ProducerConfig.ACKS_CONFIG,
                "all",
                ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG,
                true);
        return new KafkaProducer<>(settings, new ByteArraySerializer(), new ByteArraySerializer());
    }

    private static Map<String, String> headers(Event event) {
        return Map.of(
                "ce_specversion", "1.0",
                "ce_id", event.id().toString(),
                "ce_source", "/onsale",
                "ce_type", TOPIC,
                "ce_time", "2026-01-01T00:00:00.000Z",
                "ce_subject", event.reservation().toString(),
                "ce_schemaversion", "1",
                "content-type", "application/json");
    }

    /** Commits each event in a transaction of its own, at its time. Returns the microseconds from its commit until a consumer had it. */
    private Histogram delays() throws Exception {
        Map<String, Long> committed = new ConcurrentHashMap<>();
        var delays = new ConcurrentHistogram(3);
        var received = new CountDownLatch(PER_SECOND * SECONDS);
        ExecutorService threads = Executors.newFixedThreadPool(COMMITTING + 1);
        try (var consumer = consumer()) {
            Future<?> consuming = threads.submit(() -> consume(consumer, committed, delays, received));
            long begin = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(500);
            List<Future<?>> committing = new ArrayList<>();
            for (int i = 0; i < COMMITTING; i++) {
                int first = i;
                committing.add(threads.submit(() -> commit(begin, first, committed)));
            }
            for (Future<?> each : committing) {
                each.get();
            }
            if (!received.await(60, TimeUnit.SECONDS)) {
                throw new IllegalStateException(received.getCount() + " events have not arrived");
            }
            consuming.get();
        } finally {
            threads.shutdownNow();
        }
        return delays;
    }

    private Void commit(long begin, int first, Map<String, Long> committed) throws SQLException {
        try (Connection connection = bench.database();
                PreparedStatement insert = insert(connection)) {
            connection.setAutoCommit(false);
            for (int i = first; i < PER_SECOND * SECONDS; i += COMMITTING) {
                long due = begin + TimeUnit.SECONDS.toNanos(1) * i / PER_SECOND;
                LockSupport.parkNanos(due - System.nanoTime());
                Event event = Event.next();
                bind(insert, event);
                insert.executeUpdate();
                // Noted before, since a record could be faster than the note after its commit.
                committed.put(event.id().toString(), System.nanoTime());
                connection.commit();
                committed.computeIfPresent(event.id().toString(), (id, before) -> System.nanoTime());
            }
        }
        return null;
    }

    private KafkaConsumer<byte[], byte[]> consumer() {
        Map<String, Object> settings = Map.of(
                ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG,
                bench.servers().brokers(),
                ConsumerConfig.FETCH_MAX_WAIT_MS_CONFIG,
                10);
        var consumer = new KafkaConsumer<>(settings, new ByteArrayDeserializer(), new ByteArrayDeserializer());
        List<TopicPartition> partitions = consumer.partitionsFor(TOPIC).stream()
                .map(partition -> new TopicPartition(TOPIC, partition.partition()))
                .toList();
        consumer.assign(partitions);
        consumer.seekToEnd(partitions);
        partitions.forEach(consumer::position);
        return consumer;
    }

    private static void consume(
            KafkaConsumer<byte[], byte[]> consumer,
            Map<String, Long> committed,
            Histogram delays,
            CountDownLatch received) {
        while (received.getCount() > 0 && !Thread.currentThread().isInterrupted()) {
            for (ConsumerRecord<byte[], byte[]> record : consumer.poll(Duration.ofMillis(100))) {
                String id = new String(record.headers().lastHeader("ce_id").value(), UTF_8);
                Long at = committed.remove(id);
                if (at != null) {
                    delays.recordValue(Math.max(0, (System.nanoTime() - at) / 1_000));
                    received.countDown();
                }
            }
        }
    }

    private static PreparedStatement insert(Connection connection) throws SQLException {
        return connection.prepareStatement(
                "INSERT INTO outbox (event_id, type, event_key, schema_version, payload, occurred_at) VALUES (?, ?, ?, 1, ?, ?)");
    }

    private static void bind(PreparedStatement insert, Event event) throws SQLException {
        insert.setBytes(1, bytes(event.id()));
        insert.setString(2, TOPIC);
        insert.setBytes(3, bytes(event.reservation()));
        insert.setString(4, event.payload());
        insert.setTimestamp(5, Timestamp.from(Instant.now()));
    }

    private static byte[] bytes(UUID id) {
        return ByteBuffer.allocate(16)
                .putLong(id.getMostSignificantBits())
                .putLong(id.getLeastSignificantBits())
                .array();
    }
}

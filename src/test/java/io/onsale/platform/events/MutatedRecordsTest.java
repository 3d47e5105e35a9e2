package io.onsale.platform.events;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.stream.Collectors.counting;
import static java.util.stream.Collectors.groupingBy;
import static java.util.stream.Collectors.toSet;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.onsale.ExpectedFailures;
import io.onsale.booking.BookingApi;
import io.onsale.booking.BookingApi.Buyer;
import io.onsale.booking.BookingApi.Show;
import io.onsale.booking.Database;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.restassured.RestAssured;
import jakarta.inject.Inject;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import javax.sql.DataSource;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.jboss.logging.Logger;
import org.junit.jupiter.api.Test;

/**
 * Tests of mutated records on every topic: none ends a channel, and each becomes a dead letter once for each of its
 * consumers.
 */
@QuarkusTest
@TestProfile(OwnServers.class)
class MutatedRecordsTest {
    private static final Logger LOG = Logger.getLogger(MutatedRecordsTest.class);
    private static final int ROUNDS = 5;
    private static final Duration SOON = Duration.ofMinutes(8);
    private static final Map<String, Set<String>> CONSUMERS = Map.of(
            "reservation.created", Set.of("seat-occupancy"),
            "reservation.released", Set.of("seat-occupancy", "clean-up"),
            "payment.success", Set.of("seat-occupancy", "clean-up", "sold-out-ranking", "data-platform"),
            "payment.failed", Set.of("compensation"));

    private final BookingApi api = new BookingApi();
    private final Random random = new Random(20_261_129);

    @Inject
    RawRecords records;

    @Inject
    Database database;

    @Inject
    EventsConfig config;

    @Inject
    DataSource dataSource;

    private record Letter(String consumer, String topic, int partition, long offset, String cause) {}

    /**
     * A record as sent. All consumers of its topic must give up on it, or the one that stores the content of a
     * dead-letter topic.
     */
    private record Sent(String topic, int partition, long offset) {
        Stream<String> consumers() {
            return CONSUMERS.getOrDefault(topic, Set.of("nobody")).stream();
        }
    }

    @Test
    void givenMutatedRecords_allChannelsLive_eachIsADeadLetterOnce_andGoodOnesAreProcessed() throws SQLException {
        try (var expected = new ExpectedFailures(DeadLetterTopics.class);
                var unexpected = new ExpectedFailures(Deliveries.class)) {
            // Given
            Set<Letter> before = letters();
            Show show = api.aShow();
            var good = new ArrayList<String>();
            // When
            var sending = new ArrayList<Future<RecordMetadata>>();
            for (int round = 0; round < ROUNDS; round++) {
                for (String topic : config.topics()) {
                    for (var mutated : mutations(topic).values()) {
                        sending.add(records.sendSoon(mutated));
                        sending.add(records.sendSoon(onDeadLetterTopic(mutated)));
                    }
                }
                if (round % 2 == 0) {
                    good.add(declinedForGood(show));
                }
            }
            List<Sent> sent = sending.stream().map(MutatedRecordsTest::arrived).toList();
            LOG.infof("%d mutated records", sent.size());
            good.add(declinedForGood(show));
            // Then
            Set<Letter> wanted = sent.stream()
                    .flatMap(each -> each.consumers()
                            .map(consumer -> new Letter(consumer, each.topic, each.partition, each.offset, null)))
                    .collect(toSet());
            await().atMost(SOON).pollInterval(Duration.ofSeconds(1)).untilAsserted(() -> {
                Set<Letter> missing = new HashSet<>(wanted);
                missing.removeAll(origins(lettersSince(before)));
                assertThat(missing.stream()
                                .collect(groupingBy(letter -> letter.consumer + " of " + letter.topic, counting())))
                        .as("missing")
                        .isEmpty();
            });
            assertThat(origins(lettersSince(before))).isEqualTo(wanted);
            assertThat(lettersSince(before).stream()
                            .collect(groupingBy(
                                    letter -> letter.topic + letter.partition + "@" + letter.offset + letter.consumer,
                                    counting()))
                            .values())
                    .allMatch(count -> count == 1);
            good.forEach(reservation -> await().atMost(SOON)
                    .until(() -> database.reservationStatus(reservation).equals("FAILED")));
            assertUp("live");
            assertUp("ready");
        }
    }

    /** A record on a dead-letter topic that names no consumer, or an unknown one, is stored under a fixed name. */
    @Test
    void givenDeadLetterOfAnUnknownConsumer_isStoredUnderAFixedName() throws SQLException {
        try (var expected = new ExpectedFailures(DeadLetterTopics.class)) {
            // Given
            Set<Letter> before = letters();
            var headers = new LinkedHashMap<>(RawRecords.headers("payment.failed"));
            headers.putAll(Map.of(
                    "onsale-consumer", "x".repeat(5_000),
                    "onsale-cause", "TEST",
                    "onsale-detail", "Of nobody.",
                    "onsale-attempts", "1",
                    "onsale-topic", "payment.failed",
                    "onsale-partition", "0",
                    "onsale-offset", "12"));
            // When
            RecordMetadata sent = records.send("payment.failed.dead-letter", "k", headers, "{}");
            // Then
            await().atMost(SOON).untilAsserted(() -> assertThat(lettersSince(before))
                    .contains(new Letter("nobody", sent.topic(), sent.partition(), sent.offset(), "UNKNOWN_CONSUMER")));
        }
    }

    /**
     * The event is ours in all but its form: the attributes are in the value, and a consumer that reads headers finds
     * none.
     */
    @Test
    void givenStructuredCloudEvent_isADeadLetter() throws SQLException {
        try (var expected = new ExpectedFailures(DeadLetterTopics.class)) {
            // Given
            Set<Letter> before = letters();
            String reservation = UUID.randomUUID().toString();
            // When
            Sent sent = arrived(records.sendSoon(structured("payment.failed", reservation)));
            // Then
            await().atMost(SOON).untilAsserted(() -> assertThat(lettersSince(before))
                    .contains(new Letter("compensation", sent.topic, sent.partition, sent.offset, "MALFORMED_EVENT")));
        }
    }

    private Map<String, ProducerRecord<byte[], byte[]>> mutations(String topic) {
        var mutations = new LinkedHashMap<String, ProducerRecord<byte[], byte[]>>();
        mutations.put("no headers", new ProducerRecord<>(topic, key(), bytes("{}")));
        mutations.put("structured", structured(topic, UUID.randomUUID().toString()));
        var garbage = new ProducerRecord<>(topic, key(), noise(40));
        garbage.headers().add("content-type", bytes("application/cloudevents+json"));
        mutations.put("structured garbage", garbage);
        var time = ours(topic, bytes("[]"));
        replace(time, "ce_time", bytes("yesterday"));
        mutations.put("ce_time: yesterday", time);
        for (String name : List.of("ce_id", "ce_type", "ce_schemaversion")) {
            var missing = ours(topic, null);
            missing.headers().remove(name);
            mutations.put("without " + name, missing);
            mutations.put(name + " null", replace(ours(topic, null), name, null));
            mutations.put(name + " empty", replace(ours(topic, null), name, new byte[0]));
            mutations.put(name + " noise", replace(ours(topic, null), name, noise(16)));
            mutations.put(name + " twice", twice(ours(topic, null), name));
        }
        for (String name : List.of(
                "ce_specversion",
                "ce_source",
                "ce_time",
                "ce_subject",
                "ce_datacontenttype",
                "ce_dataschema",
                "content-type",
                "traceparent",
                "tracestate",
                "baggage",
                "__smallrye_generationId",
                "deserialization-failure-dlq",
                "deserialization-failure-reason")) {
            mutations.put(name + " null", replace(ours(topic, bytes("{")), name, null));
            mutations.put(name + " noise", replace(ours(topic, bytes("{")), name, noise(16)));
        }
        mutations.put("consumer unknown", replace(ours(topic, bytes("{}")), "onsale-consumer", noise(300)));
        mutations.put("consumer empty", replace(ours(topic, bytes("{}")), "onsale-consumer", new byte[0]));
        if (random.nextInt(6) == 0) {
            mutations.put("enormous header", replace(ours(topic, null), "ce_type", noise(900_000)));
            mutations.put("enormous value", ours(topic, noise(900_000)));
        }
        mutations.put("null value", ours(topic, null));
        for (String value : List.of(
                "",
                "null",
                "1",
                "\"text\"",
                "[]",
                "{}",
                "{\"reservationId\":1}",
                "{\"reservationId\":\"no uuid\",\"concertId\":[],\"concertDateId\":{},\"seatIds\":\"x\",\"final\":[]}",
                "{\"reservationId\":null,\"concertId\":null,\"concertDateId\":null,\"seatIds\":[null],\"final\":null}",
                "[".repeat(5_000))) {
            mutations.put("value " + value, ours(topic, bytes(value)));
        }
        return mutations;
    }

    private ProducerRecord<byte[], byte[]> ours(String topic, byte[] value) {
        var record = new ProducerRecord<>(topic, key(), value);
        RawRecords.headers(topic).forEach((name, text) -> record.headers().add(name, bytes(text)));
        record.headers().add("ce_specversion", bytes("1.0")).add("ce_source", bytes("/onsale"));
        return record;
    }

    private ProducerRecord<byte[], byte[]> structured(String topic, String reservation) {
        String event =
                ("{\"specversion\":\"1.0\",\"id\":\"%s\",\"source\":\"/onsale\",\"type\":\"%s\",\"schemaversion\":\"1\","
                                + "\"data\":{\"reservationId\":\"%s\",\"final\":true}}")
                        .formatted(UUID.randomUUID(), topic, reservation);
        var record = new ProducerRecord<>(topic, key(), bytes(event));
        record.headers().add("content-type", bytes("application/cloudevents+json; charset=UTF-8"));
        return record;
    }

    private static ProducerRecord<byte[], byte[]> replace(
            ProducerRecord<byte[], byte[]> record, String name, byte[] value) {
        record.headers().remove(name);
        record.headers().add(name, value);
        return record;
    }

    private ProducerRecord<byte[], byte[]> twice(ProducerRecord<byte[], byte[]> record, String name) {
        record.headers().add(name, noise(8));
        return record;
    }

    private static ProducerRecord<byte[], byte[]> onDeadLetterTopic(ProducerRecord<byte[], byte[]> record) {
        return new ProducerRecord<>(
                record.topic() + ".dead-letter", null, record.key(), record.value(), record.headers());
    }

    private byte[] key() {
        return random.nextInt(4) == 0 ? null : noise(12);
    }

    private byte[] noise(int length) {
        byte[] noise = new byte[length];
        random.nextBytes(noise);
        return noise;
    }

    private static byte[] bytes(String text) {
        return text.getBytes(UTF_8);
    }

    private static Sent arrived(Future<RecordMetadata> sending) {
        try {
            RecordMetadata sent = sending.get();
            return new Sent(sent.topic(), sent.partition(), sent.offset());
        } catch (InterruptedException | ExecutionException e) {
            throw new IllegalStateException(e);
        }
    }

    /** A good record among the bad ones: a reservation whose payment has failed for good. */
    private String declinedForGood(Show show) {
        Buyer buyer = api.aBuyer(show, 0);
        String seat = show.seats().get(random.nextInt(show.seats().size()));
        while (!database.seatStatus(seat).equals("AVAILABLE")) {
            seat = show.seats().get(random.nextInt(show.seats().size()));
        }
        String reservation = api.reserved(show, buyer, seat);
        records.send(
                "payment.failed",
                reservation,
                RawRecords.headers("payment.failed"),
                "{\"reservationId\":\"" + reservation + "\",\"final\":true}");
        return reservation;
    }

    private Set<Letter> lettersSince(Set<Letter> before) throws SQLException {
        Set<Letter> since = letters();
        since.removeAll(before);
        return since;
    }

    private static Set<Letter> origins(Set<Letter> letters) {
        return letters.stream()
                .map(letter -> new Letter(letter.consumer, letter.topic, letter.partition, letter.offset, null))
                .collect(toSet());
    }

    private Set<Letter> letters() throws SQLException {
        var letters = new HashSet<Letter>();
        try (Connection connection = dataSource.getConnection();
                var statement = connection.createStatement();
                var rows = statement.executeQuery(
                        "SELECT consumer, topic, topic_partition, topic_offset, cause FROM dead_letter")) {
            while (rows.next()) {
                letters.add(new Letter(
                        rows.getString(1), rows.getString(2), rows.getInt(3), rows.getLong(4), rows.getString(5)));
            }
        }
        return letters;
    }

    private static void assertUp(String kind) {
        var answer = RestAssured.get("/q/health/" + kind);
        assertThat(answer.statusCode()).as(answer.asString()).isEqualTo(200);
    }
}

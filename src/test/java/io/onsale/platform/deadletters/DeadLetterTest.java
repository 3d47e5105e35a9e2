package io.onsale.platform.deadletters;

import static io.onsale.platform.events.RawRecords.headers;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.onsale.ExpectedFailures;
import io.onsale.booking.BookingApi;
import io.onsale.booking.BookingApi.Answer;
import io.onsale.booking.BookingApi.Buyer;
import io.onsale.booking.BookingApi.Show;
import io.onsale.booking.Database;
import io.onsale.kernel.UnavailableException;
import io.onsale.platform.events.DeadLetterTopics;
import io.onsale.platform.events.PublishedEvents;
import io.onsale.platform.events.RawRecords;
import io.quarkus.test.junit.QuarkusMock;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.StreamSupport;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.jboss.logging.Logger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/**
 * Tests of records that nobody can process: where they end up, which records wait for them, and what operators can do
 * about them.
 */
@QuarkusTest
class DeadLetterTest {
    private static final Logger LOG = Logger.getLogger(DeadLetterTest.class);
    private static final String TOPIC = "payment.failed";
    private static final String OTHER_TOPIC = "reservation.released";
    private static final Duration SOON = Duration.ofSeconds(30);

    private final BookingApi api = new BookingApi();
    private final ExpectedFailures expected = new ExpectedFailures(DeadLetterTopics.class);

    @Inject
    DeadLetterOffice office;

    @Inject
    RawRecords records;

    @Inject
    PublishedEvents events;

    @Inject
    Database database;

    @Inject
    MeterRegistry metrics;

    @AfterEach
    void logAgain() {
        expected.close();
    }

    /** The offsets of a topic that is made anew begin again. */
    @Test
    void givenTopicMadeAnew_itsRecordAtTheSameOffsetIsAnotherDeadLetter() {
        var origin = new Origin("payment.success", 0, 1_000_000);
        assertThat(office.store(died(origin, "of before"))).isTrue();
        assertThat(office.store(died(origin, "of before"))).isFalse();
        assertThat(office.store(died(origin, "of the new one"))).isTrue();
    }

    private static DeadLetterOffice.Command died(Origin origin, String payload) {
        return new DeadLetterOffice.Command(
                new Failure("sold-out-ranking", "MALFORMED_EVENT", "A bad one.", 1),
                origin,
                new Message(null, List.of(), payload.getBytes(StandardCharsets.UTF_8)),
                Instant.now());
    }

    @Test
    void givenPoisonOfEachKind_isDeadLetteredWithItsReasonAndHoldsUpNobody() {
        // Given
        Show show = api.aShow();
        Buyer buyer = api.aBuyer(show, 0);
        String reservation = api.reserved(show, buyer, show.seats().get(0));
        double counted = counted();
        long begin = System.nanoTime();
        // When
        var poison = new LinkedHashMap<RecordMetadata, String>();
        poison.put(
                records.send(TOPIC, "k", headers(TOPIC), new byte[] {(byte) 0xff, 0, 1, (byte) 0xfe}),
                "MALFORMED_EVENT");
        poison.put(records.send(TOPIC, null, headers(TOPIC), (byte[]) null), "MALFORMED_EVENT");
        poison.put(send(with("ce_type", "payment.lost"), reservation), "UNKNOWN_EVENT_TYPE");
        poison.put(send(with("ce_schemaversion", "2"), reservation), "UNKNOWN_SCHEMA_VERSION");
        poison.put(send(with("ce_id", "1"), reservation), "MALFORMED_EVENT");
        poison.put(records.send(TOPIC, "k", headers(TOPIC), "{\"final\":true}"), "MALFORMED_EVENT");
        poison.put(records.send(TOPIC, "k", Map.of(), "garbage"), "MALFORMED_EVENT");
        poison.put(send(headers(TOPIC), UUID.randomUUID().toString()), "RESERVATION_NOT_FOUND");
        send(headers(TOPIC), reservation);
        // Then
        await().atMost(SOON).until(() -> database.reservationStatus(reservation).equals("FAILED"));
        Duration heldUp = Duration.ofNanos(System.nanoTime() - begin);
        LOG.infof("Behind %d poison records the next one was processed after %d ms", poison.size(), heldUp.toMillis());
        assertThat(heldUp).isLessThan(Duration.ofSeconds(10));
        poison.forEach((sent, cause) -> {
            JsonNode letter = deadLetterOf(sent);
            assertThat(letter.path("cause").asText()).as("%s", letter).isEqualTo(cause);
            assertThat(letter.path("consumer").asText()).isEqualTo("compensation");
            assertThat(letter.path("attempts").asInt()).isEqualTo(1);
        });
        await().atMost(SOON).until(() -> counted() == counted + poison.size());
    }

    @Test
    void givenDeadLetters_show_tellsBytesFromText() {
        // Given
        JsonNode text = deadLetterOf(records.send(TOPIC, "schlüssel", headers(TOPIC), "{\"naïve\":\n1}"));
        JsonNode bytes = deadLetterOf(records.send(TOPIC, "k", headers(TOPIC), new byte[] {(byte) 0xff, 0}));
        JsonNode nothing = deadLetterOf(records.send(TOPIC, null, headers(TOPIC), (byte[]) null));
        // When Then
        JsonNode shown = show(text).body();
        assertThat(shown.path("key").asText()).isEqualTo("schlüssel");
        assertThat(shown.path("payload").asText()).isEqualTo("{\"naïve\":\n1}");
        assertThat(shown.path("payloadEncoding").asText()).isEqualTo("TEXT");
        assertThat(shown.path("headers").findValuesAsText("name"))
                .containsExactly("ce_id", "ce_type", "ce_time", "ce_schemaversion");
        shown = show(bytes).body();
        assertThat(shown.path("payload").asText()).isEqualTo("/wA=");
        assertThat(shown.path("payloadEncoding").asText()).isEqualTo("BASE64");
        shown = show(nothing).body();
        assertThat(shown.path("key").isNull()).isTrue();
        assertThat(shown.path("payload").isNull()).isTrue();
    }

    @Test
    void givenReservationThatComesLate_replay_hasItsEffectOnce() {
        // Given
        Show show = api.aShow();
        String seat = show.seats().get(0);
        String reservation = api.reserved(show, api.aBuyer(show, 0), seat);
        UUID hidden = UUID.randomUUID();
        database.run("UPDATE reservation SET id = ? WHERE id = ?", hidden, UUID.fromString(reservation));
        JsonNode letter = deadLetterOf(send(headers(TOPIC), reservation));
        database.run("UPDATE reservation SET id = ? WHERE id = ?", UUID.fromString(reservation), hidden);
        // When
        Answer first = replay(letter);
        Answer again = replay(letter);
        // Then
        assertThat(first.status()).isEqualTo(200);
        assertThat(first.text("status")).isEqualTo("REPLAYED");
        assertThat(again).isEqualTo(first);
        await().atMost(SOON).until(() -> database.reservationStatus(reservation).equals("FAILED"));
        assertThat(database.seatStatus(seat)).isEqualTo("AVAILABLE");
        assertThat(replaysOf(reservation)).isEqualTo(1);
        assertThat(discard(letter).code()).isEqualTo("DEAD_LETTER_FINAL");
        assertThat(audited(letter)).containsExactly("DEAD_LETTER_REPLAYED");
        JsonNode entry = auditLog("dead-letters/" + id(letter)).get(0);
        assertThat(entry.path("actor").asText()).isEqualTo("anonymous");
        assertThat(entry.at("/detail/before/status").asText()).isEqualTo("DEAD");
        assertThat(entry.at("/detail/after/status").asText()).isEqualTo("REPLAYED");
    }

    @Test
    void givenStillPoison_replay_makesANewDeadLetter() {
        // Given
        String unknown = UUID.randomUUID().toString();
        JsonNode letter = deadLetterOf(send(headers(TOPIC), unknown));
        // When
        replay(letter);
        // Then
        List<JsonNode> letters = await().atMost(SOON).until(() -> ofKey(TOPIC, unknown), found -> found.size() == 1);
        JsonNode shown = letters.get(0);
        assertThat(shown.path("deadLetterId")).isNotEqualTo(letter.path("deadLetterId"));
        assertThat(shown.path("consumer").asText()).isEqualTo("compensation");
        assertThat(shown.path("cause").asText()).isEqualTo("RESERVATION_NOT_FOUND");
        assertThat(shown.path("headers").findValuesAsText("name"))
                .containsExactly("ce_id", "ce_type", "ce_time", "ce_schemaversion");
    }

    @Test
    void givenManyOfATopic_replayAll_replaysThemAndNoOthers() {
        // Given
        JsonNode other = deadLetterOf(send(headers(TOPIC), UUID.randomUUID().toString()));
        List<RecordMetadata> sent = IntStream.range(0, 250)
                .mapToObj(i -> records.send(OTHER_TOPIC, "k" + i, headers(OTHER_TOPIC), "{}"))
                .toList();
        Set<Long> offsets = sent.stream().map(RecordMetadata::offset).collect(Collectors.toSet());
        List<JsonNode> letters = await().atMost(Duration.ofSeconds(60))
                .until(
                        () -> list("topic=" + OTHER_TOPIC).stream()
                                .filter(letter ->
                                        letter.path("consumer").asText().equals("clean-up")
                                                && letter.path("partition").asInt() == 0
                                                && offsets.contains(
                                                        letter.path("offset").asLong()))
                                .toList(),
                        found -> found.size() == sent.size());
        // When
        Answer replayed = api.call("POST", "/admin/dead-letters/replay?topic=" + OTHER_TOPIC, null, null);
        // Then
        assertThat(replayed.body().path("replayed").asInt()).isGreaterThanOrEqualTo(250);
        assertThat(letters)
                .allSatisfy(letter -> assertThat(show(letter).text("status")).isEqualTo("REPLAYED"));
        assertThat(audited(letters.get(0))).containsExactly("DEAD_LETTER_REPLAYED");
        assertThat(show(other).text("status")).isEqualTo("DEAD");
    }

    @Test
    void givenDeadLetter_discard_isFinal() {
        // Given
        String unknown = UUID.randomUUID().toString();
        JsonNode letter = deadLetterOf(send(headers(TOPIC), unknown));
        // When
        Answer discarded = discard(letter);
        // Then
        assertThat(discarded.status()).isEqualTo(204);
        assertThat(show(letter).text("status")).isEqualTo("DISCARDED");
        assertThat(replay(letter).code()).isEqualTo("DEAD_LETTER_FINAL");
        assertThat(discard(letter).code()).isEqualTo("DEAD_LETTER_FINAL");
        assertThat(audited(letter)).containsExactly("DEAD_LETTER_DISCARDED");
        assertThat(replaysOf(unknown)).isZero();
        assertThat(list("status=DISCARDED&topic=" + TOPIC))
                .anyMatch(listed -> id(listed).equals(id(letter)));
    }

    @Test
    void givenKafkaIsAway_replay_is503AndTheLetterStaysDead() {
        // Given
        JsonNode letter = deadLetterOf(send(headers(TOPIC), UUID.randomUUID().toString()));
        QuarkusMock.installMockForType(
                new OriginTopics(null) {
                    @Override
                    public void send(List<DeadLetter> letters) {
                        throw new UnavailableException("Kafka does not answer.");
                    }
                },
                OriginTopics.class);
        // When
        Answer refused = replay(letter);
        // Then
        assertThat(refused.status()).isEqualTo(503);
        assertThat(show(letter).text("status")).isEqualTo("DEAD");
        assertThat(audited(letter)).isEmpty();
    }

    @Test
    void givenStrangeRecordOnDeadLetterTopic_isStoredAsItIsOnce() {
        // Given
        String deadLetterTopic = TOPIC + ".dead-letter";
        // When
        RecordMetadata garbage = records.send(deadLetterTopic, null, Map.of("x", "y"), new byte[] {0, (byte) 0xff});
        Map<String, String> headers = headers(TOPIC);
        headers.putAll(Map.of(
                "onsale-consumer", "compensation",
                "onsale-cause", "TEST",
                "onsale-detail", "Twice.",
                "onsale-attempts", "6",
                "onsale-topic", TOPIC,
                "onsale-partition", "0",
                "onsale-offset", "9000000000000"));
        records.send(deadLetterTopic, "twice", headers, "{}");
        records.send(deadLetterTopic, "twice", headers, "{}");
        RecordMetadata last = records.send(deadLetterTopic, null, headers(TOPIC), (byte[]) null);
        // Then
        deadLetterOf(last);
        JsonNode letter = deadLetterOf(garbage);
        assertThat(letter.path("consumer").asText()).isEqualTo("nobody");
        assertThat(letter.path("topic").asText()).isEqualTo(deadLetterTopic);
        assertThat(letter.path("detail").asText()).contains("onsale-consumer is missing");
        assertThat(replay(letter).code()).isEqualTo("NOBODY_TO_REPLAY_FOR");
        assertThat(show(letter).text("status")).isEqualTo("DEAD");
        assertThat(list("topic=" + TOPIC))
                .filteredOn(l -> l.path("cause").asText().equals("TEST"))
                .hasSize(1);
    }

    private RecordMetadata send(Map<String, String> headers, String reservation) {
        return records.send(TOPIC, reservation, headers, "{\"reservationId\":\"" + reservation + "\",\"final\":true}");
    }

    private static Map<String, String> with(String header, String value) {
        Map<String, String> headers = headers(TOPIC);
        headers.put(header, value);
        return headers;
    }

    private JsonNode deadLetterOf(RecordMetadata sent) {
        return await().atMost(SOON).until(() -> find(sent), Optional::isPresent).orElseThrow();
    }

    private Optional<JsonNode> find(RecordMetadata sent) {
        return list("").stream()
                .filter(letter -> letter.path("topic").asText().equals(sent.topic())
                        && letter.path("partition").asInt() == sent.partition()
                        && letter.path("offset").asLong() == sent.offset())
                .findFirst();
    }

    private List<JsonNode> ofKey(String topic, String key) {
        return list("topic=" + topic).stream()
                .map(letter -> show(letter).body())
                .filter(letter -> letter.path("key").asText().equals(key))
                .toList();
    }

    private List<JsonNode> list(String query) {
        return items("/admin/dead-letters?size=1000&" + query);
    }

    private List<JsonNode> auditLog(String target) {
        return items("/admin/audit-log?size=1000").stream()
                .filter(entry -> entry.path("target").asText().equals(target))
                .toList();
    }

    private List<String> audited(JsonNode letter) {
        return auditLog("dead-letters/" + id(letter)).stream()
                .map(entry -> entry.path("action").asText())
                .toList();
    }

    private List<JsonNode> items(String path) {
        Answer answer = api.call("GET", path, null, null);
        assertThat(answer.status()).as("%s", answer.body()).isEqualTo(200);
        return StreamSupport.stream(answer.body().path("items").spliterator(), false)
                .toList();
    }

    private Answer show(JsonNode letter) {
        return api.call("GET", "/admin/dead-letters/" + id(letter), null, null);
    }

    private Answer replay(JsonNode letter) {
        return api.call("POST", "/admin/dead-letters/" + id(letter) + "/replay", null, null);
    }

    private Answer discard(JsonNode letter) {
        return api.call("DELETE", "/admin/dead-letters/" + id(letter), null, null);
    }

    private static String id(JsonNode letter) {
        return letter.path("deadLetterId").asText();
    }

    private long replaysOf(String key) {
        return events.of(key).stream()
                .filter(record -> PublishedEvents.header(record, "onsale-consumer") != null)
                .count();
    }

    private double counted() {
        // find and not counter: the latter would create the meter, without its description
        return metrics.find("onsale.dead.letters").tags("topic", TOPIC, "consumer", "compensation").counters().stream()
                .mapToDouble(Counter::count)
                .sum();
    }
}

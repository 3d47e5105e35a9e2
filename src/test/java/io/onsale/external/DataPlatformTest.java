package io.onsale.external;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.onsale.ExpectedFailures;
import io.onsale.booking.BookingApi;
import io.onsale.booking.BookingApi.Buyer;
import io.onsale.booking.BookingApi.Show;
import io.onsale.booking.Database;
import io.onsale.platform.events.Deliveries;
import io.onsale.platform.events.PublishedEvents;
import io.onsale.platform.events.RawRecords;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.http.ContentType;
import io.restassured.path.json.JsonPath;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.IntStream;
import java.util.stream.StreamSupport;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.jboss.logging.Logger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Tests of the reports to the data platform, however it behaves. */
@QuarkusTest
class DataPlatformTest {
    private static final Logger LOG = Logger.getLogger(DataPlatformTest.class);
    /** The circuit may be open for five seconds more, and the consumer may be in a pause of five. */
    private static final Duration RECOVERED = Duration.ofSeconds(40);

    private final BookingApi api = new BookingApi();

    @Inject
    PublishedEvents events;

    @Inject
    RawRecords records;

    @Inject
    Database database;

    @Inject
    MeterRegistry metrics;

    private final ExpectedFailures outages = new ExpectedFailures(Deliveries.class);

    @AfterEach
    void recover() {
        outages.close();
        stubAnswers("NONE");
    }

    @Test
    void givenPaid_arrivesWithIdsOnly() {
        // Given
        Show show = api.aShow();
        Buyer buyer = api.aBuyer(show, 100_000);
        String seat = show.seats().get(0);
        String reservation = api.reserved(show, buyer, seat);
        // When
        var paid = api.pay(buyer, reservation);
        // Then
        awaitArrival(reservation);
        Map<String, Object> sale = arrived(reservation).get(0);
        assertThat(sale.remove("eventId")).isEqualTo(PublishedEvents.header(paymentOf(reservation), "ce_id"));
        assertThat(sale.remove("paidAt")).isEqualTo(paid.text("createdAt"));
        assertThat(sale)
                .isEqualTo(Map.of(
                        "reservationId", reservation,
                        "paymentId", paid.text("paymentId"),
                        "userId", buyer.user(),
                        "concertId", show.concert(),
                        "concertDateId", show.date(),
                        "seatIds", List.of(seat),
                        "amount", 20_000));
    }

    @Test
    void givenSameRecordAgain_isRecognised() {
        // Given
        String reservation = paid(1).get(0);
        awaitArrival(reservation);
        ConsumerRecord<byte[], byte[]> record = paymentOf(reservation);
        var headers = new HashMap<String, String>();
        record.headers().forEach(header -> headers.put(header.key(), new String(header.value())));
        double duplicates = consumed("data-platform", "duplicate");
        long calls = stub().getLong("calls");
        // When
        await().until(() -> database.count(
                        "SELECT COUNT(*) FROM processed_message WHERE consumer = 'data-platform' AND event_id = ?",
                        UUID.fromString(headers.get("ce_id")))
                == 1);
        records.send("payment.success", reservation, headers, record.value());
        // Then
        await().until(() -> consumed("data-platform", "duplicate") == duplicates + 1);
        assertThat(stub().getLong("calls")).isEqualTo(calls);
    }

    @Test
    void givenErrors_arrivesOnceTheyEndAndNobodyElseIsLate() {
        // Given
        stubAnswers("ERROR");
        double cleanUps = consumed("clean-up", "processed");
        long callsBefore = stub().getLong("calls");
        // When
        List<String> reservations = paid(12);
        long begin = System.nanoTime();
        await().atMost(Duration.ofSeconds(10)).until(() -> consumed("clean-up", "processed") >= cleanUps + 12);
        LOG.infof(
                "Another consumer was through with 12 sales %d ms after the last",
                Duration.ofNanos(System.nanoTime() - begin).toMillis());
        await().pollDelay(Duration.ofSeconds(12)).atMost(Duration.ofSeconds(14)).until(() -> true);
        long calls = stub().getLong("calls") - callsBefore;
        LOG.infof("%d calls for 12 sales in 12 s of outage", calls);
        stubAnswers("NONE");
        // Then
        reservations.forEach(this::awaitArrival);
        // Ten failures open the circuit; without it eight threads would try three times each, again and again.
        assertThat(calls).isBetween(5L, 30L);
        assertThat(deadLetters()).isEmpty();
    }

    @Test
    void givenNoAnswer_isSentAgainUntilThereIsOne() {
        // Given
        stubAnswers("TIMEOUT");
        double processed = consumed("data-platform", "processed");
        long calls = stub().getLong("calls");
        // When
        String reservation = paid(1).get(0);
        await().atMost(Duration.ofSeconds(20)).until(() -> stub().getLong("calls") >= calls + 3);
        assertThat(consumed("data-platform", "processed")).isEqualTo(processed);
        stubAnswers("NONE");
        // Then
        await().atMost(RECOVERED).until(() -> consumed("data-platform", "processed") == processed + 1);
        assertThat(arrived(reservation)).hasSize(1);
        assertThat(deadLetters()).isEmpty();
    }

    @Test
    void givenRejected_isDeadLetterAndArrivesWhenReplayed() {
        // Given
        stubAnswers("REJECT");
        String reservation = paid(1).get(0);
        JsonNode letter = await().atMost(RECOVERED)
                .until(this::deadLetters, letters -> letters.size() == 1)
                .get(0);
        stubAnswers("NONE");
        // When
        api.call("POST", "/admin/dead-letters/" + letter.path("deadLetterId").asText() + "/replay", null, null);
        // Then
        assertThat(letter.path("cause").asText()).isEqualTo("DATA_PLATFORM_REJECTED");
        assertThat(letter.path("detail").asText()).isEqualTo("The data platform has answered 400.");
        assertThat(letter.path("topic").asText()).isEqualTo("payment.success");
        awaitArrival(reservation);
        assertThat(deadLetters()).isEmpty();
    }

    private List<String> paid(int count) {
        Show show = api.aShow();
        return IntStream.range(0, count)
                .mapToObj(i -> {
                    Buyer buyer = api.aBuyer(show, 100_000);
                    String reservation = api.reserved(show, buyer, show.seats().get(i));
                    assertThat(api.pay(buyer, reservation).status()).isEqualTo(200);
                    return reservation;
                })
                .toList();
    }

    private ConsumerRecord<byte[], byte[]> paymentOf(String reservation) {
        return events.of(reservation).stream()
                .filter(record -> record.topic().equals("payment.success"))
                .findFirst()
                .orElseThrow();
    }

    private void awaitArrival(String reservation) {
        await().atMost(RECOVERED).until(() -> arrived(reservation).size() == 1);
    }

    private List<Map<String, Object>> arrived(String reservation) {
        return stub().<Map<String, Object>>getList("events").stream()
                .filter(sale -> reservation.equals(sale.get("reservationId")))
                .toList();
    }

    private List<JsonNode> deadLetters() {
        var items = api.call("GET", "/admin/dead-letters?topic=payment.success&size=1000", null, null)
                .body()
                .path("items");
        return StreamSupport.stream(items.spliterator(), false)
                .filter(letter -> letter.path("consumer").asText().equals("data-platform"))
                .toList();
    }

    private double consumed(String consumer, String outcome) {
        // find and not counter: the latter would create the meter, without its description
        return metrics.find("onsale.events.consumed").tags("consumer", consumer, "outcome", outcome).counters().stream()
                .mapToDouble(Counter::count)
                .sum();
    }

    private static JsonPath stub() {
        return given().get("/stub/data-platform/events")
                .then()
                .statusCode(200)
                .extract()
                .jsonPath();
    }

    private static void stubAnswers(String mode) {
        given().contentType(ContentType.JSON)
                .body(Map.of("mode", mode))
                .put("/stub/data-platform/faults")
                .then()
                .statusCode(204);
    }
}

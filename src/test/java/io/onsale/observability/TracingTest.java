package io.onsale.observability;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.onsale.booking.BookingApi;
import io.onsale.booking.BookingApi.Answer;
import io.onsale.booking.BookingApi.Buyer;
import io.onsale.booking.BookingApi.Show;
import io.onsale.platform.events.PublishedEvents;
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.sdk.trace.data.SpanData;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.QuarkusTestProfile;
import io.quarkus.test.junit.TestProfile;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.regex.Pattern;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Tests that one booking is one trace, from the request to the last consumer, and that no user is named in it. */
@QuarkusTest
@TestProfile(TracingTest.Traced.class)
class TracingTest {
    private static final String CALLER = "00f067aa0ba902b7";
    private static final String ASKING = "POST /api/v1/reservations/seats/{seatId}";
    private static final Pattern ID = Pattern.compile("[0-9a-fA-F]{8}-?([0-9a-fA-F]{4}-?){3}[0-9a-fA-F]{12}");

    public static final class Traced implements QuarkusTestProfile {
        @Override
        public Map<String, String> getConfigOverrides() {
            return Map.of(
                    "quarkus.otel.sdk.disabled", "false",
                    "quarkus.otel.traces.sampler.arg", "1.0",
                    "quarkus.otel.bsp.schedule.delay", "50ms");
        }
    }

    private final BookingApi api = new BookingApi();
    /** A trace id as clients make them up. */
    private final String trace = UUID.randomUUID().toString().replace("-", "");

    private Show show;
    private Buyer buyer;

    @Inject
    ExportedSpans exported;

    @Inject
    PublishedEvents events;

    @BeforeEach
    void aBuyer() {
        show = api.aShow();
        buyer = api.aBuyer(show, 100_000);
    }

    private Answer reserve(String traceparent) {
        return api.call(
                "POST",
                "/reservations/seats/" + show.seats().get(0),
                buyer.token(),
                Map.of("concertId", show.concert(), "concertDateId", show.date()),
                "traceparent",
                traceparent);
    }

    private String sampled() {
        return "00-" + trace + "-" + CALLER + "-01";
    }

    /** The spans of the trace, once all of these are there. */
    private List<SpanData> spans(String... names) {
        await().atMost(Duration.ofSeconds(20)).until(() -> exported.of(trace).stream()
                .map(SpanData::getName)
                .toList()
                .containsAll(List.of(names)));
        return exported.of(trace);
    }

    private static SpanData one(List<SpanData> spans, String name) {
        List<SpanData> found =
                spans.stream().filter(span -> span.getName().equals(name)).toList();
        assertThat(found)
                .as("%s in %s", name, spans.stream().map(SpanData::getName).toList())
                .hasSize(1);
        return found.get(0);
    }

    private static String text(SpanData span, String attribute) {
        return span.getAttributes().get(AttributeKey.stringKey(attribute));
    }

    @Test
    void givenSampledRequest_reserve_isOneTraceToTheLastConsumer() {
        // When
        Answer reserved = reserve(sampled());
        // Then
        List<SpanData> spans = spans(ASKING, "send reservation.created", "process reservation.created");
        SpanData request = one(spans, ASKING);
        assertThat(request.getKind()).isEqualTo(SpanKind.SERVER);
        assertThat(request.getParentSpanId()).isEqualTo(CALLER);
        assertThat(request.getAttributes().get(AttributeKey.longKey("http.response.status_code")))
                .isEqualTo(200);
        for (String step : List.of(
                "reservation/hold_seats",
                "INSERT onsale.seat_quota",
                "UPDATE onsale.seat",
                "INSERT onsale.reservation",
                "INSERT onsale.outbox",
                "send reservation.created")) {
            assertThat(one(spans, step).getParentSpanId()).as(step).isEqualTo(request.getSpanId());
        }
        SpanData sent = one(spans, "send reservation.created");
        SpanData processed = one(spans, "process reservation.created");
        assertThat(processed.getParentSpanId()).isEqualTo(sent.getSpanId());
        assertThat(text(processed, "messaging.consumer.group.name")).isEqualTo("seat-occupancy");
        assertThat(one(spans, "concert/refresh_view").getParentSpanId()).isEqualTo(processed.getSpanId());
        assertThat(traceparent(reserved)).isEqualTo("00-" + trace + "-" + sent.getSpanId() + "-01");
    }

    private String traceparent(Answer reserved) {
        ConsumerRecord<byte[], byte[]> created =
                events.of(reserved.text("reservationId")).get(0);
        return PublishedEvents.header(created, "traceparent");
    }

    @Test
    void givenNewcomer_enterQueue_showsTheScript() {
        // When
        api.call(
                "POST",
                "/queue/concerts/" + show.concert() + "/users/" + api.aUser(0),
                null,
                null,
                "traceparent",
                sampled());
        // Then
        String entering = "POST /api/v1/queue/concerts/{concertId}/users/{userId}";
        List<SpanData> spans = spans(entering, "queue/enter_queue");
        assertThat(one(spans, "queue/enter_queue").getParentSpanId())
                .isEqualTo(one(spans, entering).getSpanId());
    }

    @Test
    void givenRequestThatIsNotSampled_reserve_isNotExported_andItsEventSaysSo() {
        // When
        Answer reserved = reserve("00-" + trace + "-" + CALLER + "-00");
        // Then
        assertThat(traceparent(reserved)).startsWith("00-" + trace + "-").endsWith("-00");
        // A later request, whose spans arrive, shows that the exporter is not just late.
        Answer later = reserve("00-" + trace.substring(1) + "0-" + CALLER + "-01");
        assertThat(later.status()).isEqualTo(200);
        await().atMost(Duration.ofSeconds(20))
                .until(() -> !exported.of(trace.substring(1) + "0").isEmpty());
        assertThat(exported.of(trace)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "garbage",
                "00",
                "00-00000000000000000000000000000000-00f067aa0ba902b7-01",
                "00-0af7651916cd43dd8448eb211c80319c-0000000000000000-01",
                "00-0af7651916cd43dd8448eb211c80319Z-00f067aa0ba902b7-01",
                "ff-0af7651916cd43dd8448eb211c80319c-00f067aa0ba902b7-01",
                "00-0af7651916cd43dd8448eb211c80319c-00f067aa0ba902b7-01-more",
                "00-0af7651916cd43dd8448eb211c80319c-00f067aa0ba902b7-01, 00-0af7651916cd43dd8448eb211c80319c-00f067aa0ba902b7-01"
            })
    void givenMalformedTraceparent_reserve_beginsATraceOfItsOwn(String traceparent) {
        // When
        Answer reserved = reserve(traceparent);
        // Then
        assertThat(reserved.status()).isEqualTo(200);
        assertThat(traceparent(reserved))
                .matches("00-[0-9a-f]{32}-[0-9a-f]{16}-01")
                .doesNotContain("0af7651916cd43dd8448eb211c80319");
    }

    @Test
    void whateverIsAsked_spansNameNobody() {
        // When
        String reservation = reserve(sampled()).text("reservationId");
        api.call("POST", "/payments/" + reservation, buyer.token(), null, "traceparent", sampled());
        api.call("GET", "/users/" + buyer.user() + "/points?who=" + buyer.user(), null, null, "traceparent", sampled());
        api.call("GET", "/reservations/" + UUID.randomUUID(), buyer.token(), null, "traceparent", sampled());
        api.call("GET", "/nothing/" + buyer.user(), null, null, "traceparent", sampled());
        api.call("SECRET", "/concerts", null, null, "traceparent", sampled());
        // Then
        List<SpanData> spans = spans("process reservation.created", "process payment.success", "GET", "_OTHER");
        assertThat(spans.stream().filter(span -> span.getKind() == SpanKind.SERVER))
                .extracting(SpanData::getName)
                .contains("GET /api/v1/users/{userId}/points", "GET", "_OTHER");
        for (SpanData span : exported.all()) {
            String said = span.getName() + span.getAttributes() + span.getEvents() + span.getStatus();
            assertThat(said)
                    .doesNotContainPattern(ID)
                    .doesNotContain(buyer.token(), "SECRET", "Java-http-client", "who=");
            assertThat(span.getAttributes().asMap().keySet())
                    .extracting(AttributeKey::getKey)
                    .doesNotContain("url.path", "url.query", "url.full", "client.address", "network.peer.address");
        }
    }

    @Test
    void givenFailure_itsSpanSaysSo_withoutQuotingIt() {
        // When
        api.call("GET", "/reservations/" + UUID.randomUUID(), "garbage", null, "traceparent", sampled());
        // Then
        String route = "GET /api/v1/reservations/{reservationId}";
        SpanData request = one(spans(route), route);
        assertThat(request.getAttributes().get(AttributeKey.longKey("http.response.status_code")))
                .isEqualTo(401);
        assertThat(request.getStatus().getStatusCode()).isEqualTo(StatusCode.UNSET);
        assertThat(request.getEvents()).isEmpty();
    }

    @Test
    void onlyRequestsBeginTraces() {
        // Given
        reserve(sampled());
        // When
        spans("process reservation.created");
        // Then
        assertThat(exported.all())
                .filteredOn(span -> !span.getParentSpanContext().isValid())
                .isNotEmpty()
                .extracting(SpanData::getKind)
                .containsOnly(SpanKind.SERVER);
    }
}

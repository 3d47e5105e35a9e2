package io.onsale.observability;

import static java.util.stream.Collectors.joining;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.onsale.booking.BookingApi;
import io.onsale.booking.BookingApi.Answer;
import io.onsale.booking.BookingApi.Buyer;
import io.onsale.booking.BookingApi.Show;
import io.onsale.events.PublishedEvents;
import io.onsale.events.RawRecords;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.sdk.trace.data.SpanData;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.QuarkusTestProfile;
import io.quarkus.test.junit.TestProfile;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Predicate;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** One booking is one trace, from the request to the last consumer, and nobody is named in it. */
@QuarkusTest
@TestProfile(TracingTest.Traced.class)
class TracingTest {
    public static final class Traced implements QuarkusTestProfile {
        @Override
        public Map<String, String> getConfigOverrides() {
            return Map.of(
                    "quarkus.otel.sdk.disabled", "false",
                    "quarkus.otel.traces.sampler.arg", "1.0",
                    "quarkus.otel.bsp.schedule.delay", "100ms");
        }
    }

    private final BookingApi api = new BookingApi();

    @Inject
    ExportedSpans exported;

    @Inject
    PublishedEvents events;

    @Inject
    RawRecords records;

    /** Of all spans that were exported: those of this test are known by their trace. */
    @AfterEach
    void forget() {
        exported.all().clear();
    }

    private static String aTrace() {
        return "%016x%016x"
                .formatted(
                        ThreadLocalRandom.current().nextLong(),
                        ThreadLocalRandom.current().nextLong());
    }

    private static String[] named(String trace) {
        return new String[] {"traceparent", "00-" + trace + "-00f067aa0ba902b7-01"};
    }

    private List<SpanData> spans(String trace, Predicate<List<SpanData>> complete) {
        var spans = new ArrayList<SpanData>();
        await().atMost(Duration.ofSeconds(20)).until(() -> {
            spans.clear();
            exported.all().stream()
                    .filter(span -> span.getTraceId().equals(trace))
                    .forEach(spans::add);
            return complete.test(spans);
        });
        return spans;
    }

    private static Predicate<List<SpanData>> has(SpanKind kind, int count) {
        return spans -> spans.stream().filter(span -> span.getKind() == kind).count() >= count;
    }

    private static SpanData one(List<SpanData> spans, String name) {
        List<SpanData> found =
                spans.stream().filter(span -> span.getName().equals(name)).toList();
        assertThat(found).as("%s in %s", name, spans).hasSize(1);
        return found.get(0);
    }

    @Test
    void p() {
        Show show = api.aShow();
        Buyer buyer = api.aBuyer(show, 100_000);
        String trace = aTrace();
        String t2 = aTrace();
        api.call("POST", "/queue/concerts/" + show.concert() + "/users/" + api.aUser(0), null, null, named(t2));
        Answer reserved = api.call(
                "POST",
                "/reservations/seats/" + show.seats().get(0),
                buyer.token(),
                Map.of("concertId", show.concert(), "concertDateId", show.date()),
                named(trace));
        String r = reserved.text("reservationId");
        api.call("POST", "/payments/" + r, buyer.token(), null, named(trace));
        var s = spans(trace, has(SpanKind.CONSUMER, 4));
        for (var x : spans(t2, has(SpanKind.SERVER, 1))) System.out.println("SPAN2 " + x);
        for (var x : s) System.out.println("SPAN " + x.getParentSpanId() + " " + x);
        System.out.println("ALL " + exported.all().size());
        System.out.println(exported.all().stream()
                .map(x -> x.getKind() + " " + x.getName())
                .distinct()
                .collect(joining("\n")));
        for (var e : events.of(r)) System.out.println("EV " + PublishedEvents.header(e, "traceparent"));
    }
}

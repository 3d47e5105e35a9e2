package io.onsale.observability;

import static java.util.stream.Collectors.toSet;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.onsale.ExpectedFailures;
import io.onsale.SettableClock;
import io.onsale.booking.BookingApi;
import io.onsale.booking.BookingApi.Buyer;
import io.onsale.booking.BookingApi.Show;
import io.onsale.booking.Database;
import io.onsale.concert.adapter.in.scheduler.OpeningsJob;
import io.onsale.platform.events.DeadLetterTopics;
import io.onsale.platform.events.EventStream;
import io.onsale.platform.events.RawRecords;
import io.onsale.platform.events.RecordedEvent;
import io.onsale.platform.redis.ConcertKeys;
import io.onsale.platform.runtime.BackgroundJobs;
import io.quarkus.arc.ClientProxy;
import io.quarkus.narayana.jta.QuarkusTransaction;
import io.quarkus.redis.datasource.RedisDataSource;
import io.quarkus.test.junit.QuarkusMock;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Predicate;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Tests that each metric that operators watch moves with the thing it is about, and with nothing else. */
@QuarkusTest
class MetricsTest {
    private static final Duration SOON = Duration.ofSeconds(20);
    /** The metrics of Kafka's clients are looked up once a minute. */
    private static final Duration AFTER_A_REFRESH = Duration.ofSeconds(90);

    private static final List<String> CONSUMERS =
            List.of("seat-occupancy", "sold-out-ranking", "clean-up", "compensation", "dead-letters", "data-platform");
    private static final String ENTER = "queue/enter_queue";

    private final BookingApi api = new BookingApi();

    @Inject
    Database database;

    @Inject
    RedisDataSource redis;

    @Inject
    SettableClock clock;

    @Inject
    OpeningsJob openings;

    @Inject
    BackgroundJobs jobs;

    @Inject
    RawRecords records;

    @Inject
    EventStream stream;

    private ExportedMetrics before;

    @BeforeEach
    void lookFirst() {
        before = ExportedMetrics.scrape();
    }

    @AfterEach
    void leaveAsFound() {
        clock.reset();
    }

    @Test
    void givenRoomForOne_enterAndTakeTurns_theQueueIsReported() {
        // Given
        Show show = api.aShow(Instant.now().minusSeconds(60), 1);
        Buyer first = api.aBuyer(show, 0);
        Buyer second = api.aBuyer(show, 0);
        String concert = show.concert();
        until(now -> now.value("onsale_queue_waiting", "concert", concert) == 1
                && now.value("onsale_queue_active", "concert", concert) == 1);
        assertThat(ExportedMetrics.scrape().value("onsale_queue_slots_free", "concert", concert))
                .isZero();
        assertThat(ExportedMetrics.scrape().value("onsale_queue_admitted_total", "concert", concert))
                .isEqualTo(1);
        assertThat(moved("onsale_queue_wait_seconds_count")).isEqualTo(1);
        assertThat(moved("onsale_redis_script_seconds_count", "script", ENTER)).isEqualTo(2);
        // When
        api.call("DELETE", "/queue/concerts/" + concert, first.token(), null);
        await().atMost(SOON).until(() -> api.turn(show, second).text("status").equals("ACTIVE"));
        api.turn(show, second);
        // Then
        until(now -> now.value("onsale_queue_waiting", "concert", concert) == 0
                && now.value("onsale_queue_admitted_total", "concert", concert) == 2);
        assertThat(moved("onsale_queue_wait_seconds_count")).isEqualTo(2);
        assertThat(moved("onsale_queue_wait_seconds_bucket", "le", "60.0")).isEqualTo(2);
        assertThat(moved("onsale_queue_signatures_total")).isGreaterThanOrEqualTo(3);
    }

    @Test
    void givenNotOpenYet_thereAreNoFreeSlots_andTheOpeningIsImminent() {
        // Given
        look();
        double imminent = ExportedMetrics.scrape().value("onsale_openings_imminent");
        Show soon = api.aShow(Instant.now().plusSeconds(9 * 60), 5);
        api.aShow(Instant.now().plusSeconds(11 * 60), 5);
        api.aShow(Instant.now().minusSeconds(14 * 60), 5);
        api.aShow(Instant.now().minusSeconds(16 * 60), 5);
        // When
        api.aBuyer(soon, 0);
        look();
        // Then
        until(now -> now.value("onsale_queue_waiting", "concert", soon.concert()) == 1);
        assertThat(ExportedMetrics.scrape().value("onsale_queue_slots_free", "concert", soon.concert()))
                .isZero();
        assertThat(ExportedMetrics.scrape().value("onsale_openings_imminent")).isEqualTo(imminent + 2);
        assertThat(ExportedMetrics.scrape().value("onsale_instances_wanted")).isEqualTo(6);
    }

    @Test
    void givenRoom_slotsAreFree_unlessPaused() {
        // Given
        Show show = api.aShow(Instant.now().minusSeconds(60), 5);
        api.aBuyer(show, 0);
        until(now -> now.value("onsale_queue_slots_free", "concert", show.concert()) == 4);
        // When
        api.call(
                "PUT",
                "/admin/concerts/" + show.concert() + "/queue",
                null,
                Map.of("maxActive", 5, "claimSeconds", 20, "activeSeconds", 300, "paused", true));
        // Then
        until(now -> now.value("onsale_queue_slots_free", "concert", show.concert()) == 0);
    }

    @Test
    void givenReservations_payAndLetExpire_holdsAndBookingsAreCounted() {
        // Given
        Show show = api.aShow();
        Buyer paying = api.aBuyer(show, 20_000);
        Buyer leaving = api.aBuyer(show, 0);
        until(now -> now.value("onsale_holds_live") == liveHolds());
        String paid = api.reserved(show, paying, show.seats().get(0));
        String left = api.reserved(show, leaving, show.seats().get(1));
        assertThat(liveHolds()).isGreaterThanOrEqualTo(2);
        until(now -> now.value("onsale_holds_live") == liveHolds());
        // When
        api.pay(paying, paid);
        api.pay(paying, paid);
        api.pay(leaving, left);
        // Then
        assertThat(moved("onsale_bookings_total")).isEqualTo(1);
        // When
        long expired = expiredHolds();
        clock.advance(Duration.ofMinutes(6));
        await().atMost(SOON).until(() -> database.reservationStatus(left).equals("EXPIRED"));
        // Then
        until(now -> now.value("onsale_holds_expired_total") - before.value("onsale_holds_expired_total")
                        == expiredHolds() - expired
                && now.value("onsale_holds_live") == liveHolds());
    }

    @Test
    void givenSeatLockIsLost_anotherReserves_thatTheDatabaseRefusedIsCounted() {
        // Given
        Show show = api.aShow();
        String seat = show.seats().get(0);
        api.reserved(show, api.aBuyer(show, 0), seat);
        redis.key().del(new ConcertKeys(UUID.fromString(show.concert())).seat(UUID.fromString(seat)));
        // When
        var refused = api.reserve(show, api.aBuyer(show, 0), seat);
        // Then
        assertThat(refused.code()).isEqualTo("SEAT_TAKEN");
        assertThat(moved("onsale_seats_oversell_prevented_total")).isEqualTo(1);
    }

    @Test
    void givenKafkaIsSlow_theOutboxLags_untilItAnswers() {
        // Given
        var held = new HeldStream(ClientProxy.unwrap(stream));
        QuarkusMock.installMockForInstance(held, stream);
        Show show = api.aShow();
        // When
        api.reserved(show, api.aBuyer(show, 0), show.seats().get(0));
        // Then
        until(now -> now.value("onsale_outbox_pending") >= 1
                && now.value("onsale_outbox_lag_seconds") > 1
                && now.value("onsale_outbox_lag_seconds") < 30);
        assertThat(ExportedMetrics.scrape().value("onsale_outbox_relaying")).isEqualTo(1);
        // When
        held.answers.complete(null);
        // Then
        until(now -> now.value("onsale_outbox_pending") == 0 && now.value("onsale_outbox_lag_seconds") == 0);
    }

    /** Brokers that acknowledge when a test lets them. */
    static class HeldStream extends EventStream {
        final CompletableFuture<Void> answers = new CompletableFuture<>();
        private final EventStream real;

        HeldStream(EventStream real) {
            super(null, null);
            this.real = real;
        }

        @Override
        public CompletionStage<Outcome> publish(List<RecordedEvent> events) {
            return answers.thenCompose(answered -> real.publish(events));
        }
    }

    @Test
    void givenPoison_itsConsumerGivesUp_whichIsCounted() {
        try (var expected = new ExpectedFailures(DeadLetterTopics.class)) {
            // When
            records.send("payment.failed", "k", Map.of(), "garbage");
            // Then
            until(now -> moved(now, "onsale_dead_letters_total", "topic", "payment.failed") == 1
                    && moved(now, "onsale_events_consumed_total", "outcome", "dead-lettered") == 1);
        }
    }

    @Test
    void givenJobThatFails_isReported_untilItSucceeds() {
        try (var expected = new ExpectedFailures(BackgroundJobs.class)) {
            // When
            jobs.run("A job of a test", () -> {
                throw new IllegalStateException("as expected");
            });
            // Then
            assertThat(ExportedMetrics.scrape().value("onsale_jobs_failing")).isEqualTo(1);
            // When
            jobs.run("A job of a test", () -> {});
            // Then
            assertThat(ExportedMetrics.scrape().value("onsale_jobs_failing")).isZero();
            assertThat(moved("onsale_job_seconds_count", "name", "A job of a test"))
                    .isEqualTo(2);
        }
    }

    @Test
    void givenRequests_areCountedByRouteAndDuration_inFewBuckets() {
        // Given
        Show show = api.aShow();
        Buyer buyer = api.aBuyer(show, 0);
        String route = "/api/v1/queue/concerts/{concertId}";
        // When
        api.turn(show, buyer);
        // Then
        assertThat(moved("http_server_requests_seconds_count", "uri", route)).isEqualTo(1);
        assertThat(moved("http_server_requests_seconds_bucket", "uri", route, "le", "+Inf"))
                .isEqualTo(1);
        Set<String> buckets = ExportedMetrics.scrape().samples().stream()
                .filter(sample -> sample.name().equals("http_server_requests_seconds_bucket"))
                .map(sample -> sample.labels().get("le"))
                .collect(toSet());
        assertThat(buckets).hasSize(10).contains("0.5");
    }

    @Test
    void whatLibrariesKnow_isExported() {
        ExportedMetrics now = await().atMost(AFTER_A_REFRESH)
                .until(ExportedMetrics::scrape, scraped -> CONSUMERS.stream()
                        .allMatch(consumer -> scraped.has(
                                "kafka_consumer_fetch_manager_records_lag",
                                "client_id",
                                "kafka-consumer-" + consumer)));
        assertThat(now.value("agroal_active_count") + now.value("agroal_available_count"))
                .isPositive();
        assertThat(now.value("redis_commands_duration_seconds_count")).isPositive();
        assertThat(now.has("onsale_redis_breaker_open")).isTrue();
    }

    @Test
    void eachOfOurOwn_isDescribed() {
        ExportedMetrics now = ExportedMetrics.scrape();
        assertThat(now.names().stream().filter(name -> name.startsWith("onsale_")))
                .hasSizeGreaterThan(20)
                .allSatisfy(name -> assertThat(now.described()).anyMatch(declared -> declares(declared, name)));
    }

    private static boolean declares(String declared, String name) {
        return name.replaceAll("_(bucket|count|sum)$", "").equals(declared) || name.equals(declared);
    }

    /** Each look has a session of its own, as the scheduler gives it one each time. */
    private void look() {
        QuarkusTransaction.requiringNew().run(openings::look);
    }

    private double moved(String name, String... labels) {
        return moved(ExportedMetrics.scrape(), name, labels);
    }

    private double moved(ExportedMetrics now, String name, String... labels) {
        return now.value(name, labels) - before.value(name, labels);
    }

    private static void until(Predicate<ExportedMetrics> condition) {
        await().atMost(SOON).until(ExportedMetrics::scrape, condition);
    }

    private long liveHolds() {
        return database.count("SELECT COUNT(*) FROM reservation WHERE status = 'PENDING' AND expires_at > '%s'"
                .formatted(clock.instant().toString().replace("Z", "")));
    }

    private long expiredHolds() {
        return database.count("SELECT COUNT(*) FROM reservation WHERE status = 'EXPIRED'");
    }
}

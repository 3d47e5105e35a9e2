package io.onsale.concert.usecase;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;
import static org.awaitility.Awaitility.await;

import io.onsale.Race;
import io.onsale.SettableEventFlow;
import io.onsale.booking.Database;
import io.onsale.concert.domain.ConcertDateId;
import io.onsale.concert.domain.ConcertId;
import io.onsale.concert.domain.ConcertRefusals.DateNotFoundException;
import io.onsale.concert.domain.ConcertRefusals.DateNotOfConcertException;
import io.onsale.concert.domain.ConcertRefusals.SeatNotFoundException;
import io.onsale.concert.domain.ConcertRefusals.SeatNotOfDateException;
import io.onsale.concert.domain.SeatBlock;
import io.onsale.concert.domain.SeatGrade;
import io.onsale.concert.domain.SeatId;
import io.onsale.concert.domain.SeatStatus;
import io.onsale.concert.domain.SeatingPlan;
import io.onsale.concert.domain.SeatingPlan.PricedSeat;
import io.onsale.concert.port.in.AnnounceConcert;
import io.onsale.concert.port.in.ConcertQueries;
import io.onsale.concert.port.in.ScheduleDate;
import io.onsale.concert.port.in.SeatInventory;
import io.onsale.concert.port.in.SeatOccupancy;
import io.onsale.concert.port.in.SeatingPlans;
import io.onsale.concert.port.out.OccupancyView;
import io.onsale.concert.port.out.SeatStatuses;
import io.onsale.kernel.Money;
import io.onsale.platform.redis.ConcertKeys;
import io.quarkus.narayana.jta.QuarkusTransaction;
import io.quarkus.redis.datasource.RedisDataSource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.jboss.logging.Logger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * Tests that the view of the seats follows the database, whatever happens to the events, on a real database and Redis.
 */
@QuarkusTest
class SeatOccupancyTest {
    private static final Logger LOG = Logger.getLogger(SeatOccupancyTest.class);

    /** Seats are few, so that changes of one seat follow close upon each other. */
    private static final int FEW = 10;

    @Inject
    SeatOccupancy occupancy;

    @Inject
    OccupancyView view;

    @Inject
    SeatStatuses stored;

    @Inject
    SeatInventory inventory;

    @Inject
    SeatingPlans plans;

    @Inject
    ConcertQueries queries;

    @Inject
    AnnounceConcert announceConcert;

    @Inject
    ScheduleDate scheduleDate;

    @Inject
    RedisDataSource redis;

    @Inject
    SettableEventFlow events;

    @Inject
    Database database;

    private final List<SeatingPlan> used = new ArrayList<>();

    @BeforeEach
    void eventsFlow() {
        events.set(true);
    }

    @AfterEach
    void leaveAsFound() {
        events.reset();
        // These seats belong to reservations that do not exist.
        used.forEach(plan -> database.run(
                "UPDATE seat SET status = 'AVAILABLE', reservation_id = NULL WHERE concert_date_id = ?",
                plan.concertDateId().value()));
    }

    @Test
    void givenNoView_read_makesOne() {
        // Given
        SeatingPlan plan = aDateOf(5);
        reserve(plan, 2);
        // When
        List<SeatStatus> statuses = occupancy.statuses(plan);
        // Then
        assertThat(statuses)
                .containsExactly(
                        SeatStatus.AVAILABLE,
                        SeatStatus.RESERVED,
                        SeatStatus.AVAILABLE,
                        SeatStatus.AVAILABLE,
                        SeatStatus.AVAILABLE);
        assertThat(view.statuses(plan)).hasValue(statuses);
    }

    @Test
    void givenView_reads_areAnsweredFromIt() {
        // Given
        SeatingPlan plan = aDateOf(5);
        occupancy.statuses(plan);
        // When
        reserve(plan, 2);
        // Then
        assertThat(availableNumbers(plan)).containsExactly(1, 2, 3, 4, 5);
        assertThat(remaining(plan)).isEqualTo(5);
        occupancy.refresh(plan.concertId(), plan.concertDateId(), ids(plan, 2));
        assertThat(availableNumbers(plan)).containsExactly(1, 3, 4, 5);
        assertThat(remaining(plan)).isEqualTo(4);
    }

    @Test
    void givenEventsThatAreLate_reads_askTheDatabase() {
        SeatingPlan plan = aDateOf(5);
        occupancy.statuses(plan);
        reserve(plan, 2);
        events.set(false);
        assertThat(availableNumbers(plan)).containsExactly(1, 3, 4, 5);
        assertThat(remaining(plan)).isEqualTo(4);
    }

    @Test
    void givenViewOfOneDateOnly_remaining_countsTheOthers() {
        SeatingPlan first = aDateOf(5);
        SeatingPlan second = aDate(first.concertId(), 3);
        SeatingPlan third = aDate(first.concertId(), 1);
        occupancy.statuses(first);
        reserve(second, 1);
        reserve(third, 1);
        assertThat(queries.bookableDates(first.concertId()))
                .extracting(ConcertQueries.DateView::id, ConcertQueries.DateView::remainingSeatCount)
                .containsExactlyInAnyOrder(
                        tuple(first.concertDateId(), 5),
                        tuple(second.concertDateId(), 2),
                        tuple(third.concertDateId(), 0));
    }

    @Test
    void givenNoView_refresh_makesOneThatIsRight() {
        SeatingPlan plan = aDateOf(3);
        UUID reservation = reserve(plan, 1);
        QuarkusTransaction.requiringNew().run(() -> inventory.assign(ids(plan, 1), reservation));
        occupancy.refresh(plan.concertId(), plan.concertDateId(), ids(plan, 1));
        assertThat(view.statuses(plan))
                .hasValue(List.of(SeatStatus.ASSIGNED, SeatStatus.AVAILABLE, SeatStatus.AVAILABLE));
    }

    @Test
    void givenOldSnapshot_refresh_seesWhatIsCommittedNow() {
        SeatingPlan plan = aDateOf(2);
        occupancy.statuses(plan);
        QuarkusTransaction.requiringNew().run(() -> {
            // Given
            stored.ofDate(plan.concertDateId());
            reserve(plan, 1);
            assertThat(stored.of(ids(plan, 1))).containsValue(SeatStatus.AVAILABLE);
            // When
            occupancy.refresh(plan.concertId(), plan.concertDateId(), ids(plan, 1));
        });
        // Then
        assertThat(view.statuses(plan)).hasValue(List.of(SeatStatus.RESERVED, SeatStatus.AVAILABLE));
    }

    @Test
    void givenWhatDoesNotBelongTogether_refresh_isRefused() {
        SeatingPlan plan = aDateOf(2);
        SeatingPlan other = aDateOf(2);
        var concert = plan.concertId();
        var date = plan.concertDateId();
        var nobody = new SeatId(UUID.randomUUID());
        assertThatThrownBy(() -> occupancy.refresh(concert, date, List.of(nobody)))
                .isInstanceOf(SeatNotFoundException.class);
        assertThatThrownBy(() -> occupancy.refresh(concert, date, ids(other, 1)))
                .isInstanceOf(SeatNotOfDateException.class);
        assertThatThrownBy(() -> occupancy.refresh(other.concertId(), date, ids(plan, 1)))
                .isInstanceOf(DateNotOfConcertException.class);
        assertThatThrownBy(() -> occupancy.refresh(concert, new ConcertDateId(UUID.randomUUID()), ids(plan, 1)))
                .isInstanceOf(DateNotFoundException.class);
    }

    @Test
    void givenReadThatIsWrittenLate_theLaterReadStays() {
        SeatingPlan plan = aDateOf(1);
        occupancy.statuses(plan);
        UUID reservation = reserve(plan, 1);
        // Given
        long stamp = view.stamp(plan);
        Map<PricedSeat, SeatStatus> held = readNow(plan, 1);
        release(plan, 1, reservation);
        occupancy.refresh(plan.concertId(), plan.concertDateId(), ids(plan, 1));
        // When
        view.refresh(plan, stamp, held);
        // Then
        assertThat(view.statuses(plan)).hasValue(List.of(SeatStatus.AVAILABLE));
        // A stamp that is not the time of the read would make the view wrong for good.
        view.refresh(plan, view.stamp(plan), held);
        assertThat(view.statuses(plan)).hasValue(List.of(SeatStatus.RESERVED));
    }

    @Test
    void givenEventsInAnyOrderTwiceAndAtOnce_viewBecomesTheDatabase() throws Exception {
        SeatingPlan plan = aDateOf(FEW);
        disturb(plan, seat -> refreshLate(plan, seat), () -> {});
        assertThat(wrong(plan)).isZero();
        assertThat(remaining(plan)).isEqualTo(available(plan));
    }

    @Test
    void givenReadsThatAreWrittenLate_viewBecomesTheDatabase() throws Exception {
        SeatingPlan plan = aDateOf(FEW);
        disturb(plan, seat -> refreshSlowly(plan, seat, true), () -> {});
        assertThat(wrong(plan)).isZero();
    }

    /** The proof that the test can find a wrong view: these stamps do not tell which read was later. */
    @Test
    void givenStampsTakenAfterTheRead_viewGoesWrong() throws Exception {
        long wrong = 0;
        for (int i = 0; i < 20 && wrong == 0; i++) {
            SeatingPlan plan = aDateOf(FEW);
            disturb(plan, seat -> refreshSlowly(plan, seat, false), () -> {});
            wrong = wrong(plan);
            LOG.infof("Stamps taken after the read, round %d: %d seats of %d wrong", i + 1, wrong, FEW);
        }
        assertThat(wrong).isPositive();
    }

    @Test
    void givenRedisEmptiedMeanwhile_viewBecomesTheDatabase() throws Exception {
        SeatingPlan plan = aDateOf(FEW);
        var keys = new ConcertKeys(plan.concertId().value());
        UUID date = plan.concertDateId().value();
        disturb(plan, seat -> refreshLate(plan, seat), () -> redis.key()
                .del(keys.seats(date), keys.seatsRead(date), keys.seatsLeft(date)));
        await().atMost(Duration.ofSeconds(15))
                .untilAsserted(() -> assertThat(occupancy.statuses(plan)).isEqualTo(storedStatuses(plan)));
    }

    @Test
    void givenLargestDate_listAndRefresh_areTimed() {
        SeatingPlan plan = aDateOf(SeatBlock.MAX_SEATS_PER_DATE);
        timed("fill the view", 1, () -> occupancy.statuses(plan));
        timed("list all seats from the view", 20, () -> queries.seats(plan.concertId(), plan.concertDateId(), false));
        timed("count the seats by the view", 100, () -> queries.bookableDates(plan.concertId()));
        timed(
                "refresh four seats",
                100,
                () -> occupancy.refresh(plan.concertId(), plan.concertDateId(), ids(plan, 1, 500, 70_000, 100_000)));
        events.set(false);
        timed(
                "list all seats from the database",
                20,
                () -> queries.seats(plan.concertId(), plan.concertDateId(), false));
        timed("count the seats in the database", 20, () -> queries.bookableDates(plan.concertId()));
        assertThat(queries.seats(plan.concertId(), plan.concertDateId(), false)).hasSize(100_000);
    }

    private static void timed(String what, int times, Runnable work) {
        long begin = System.nanoTime();
        for (int i = 0; i < times; i++) {
            work.run();
        }
        LOG.infof("100,000 seats: %s: %.1f ms", what, (System.nanoTime() - begin) / 1e6 / times);
    }

    /** Changes seats at random. Each change is followed by its event, some by two, and all are handled side by side. */
    private void disturb(SeatingPlan plan, Consumer<PricedSeat> handle, Runnable disturbance) throws Exception {
        occupancy.statuses(plan);
        // There are as many threads as events: one that had to wait for a thread would read after the last change, and
        // could not be wrong.
        ExecutorService consumers = Executors.newCachedThreadPool();
        try {
            var events = new ConcurrentLinkedQueue<Future<?>>();
            Callable<Void> changer = () -> {
                var random = ThreadLocalRandom.current();
                for (int i = 0; i < 100; i++) {
                    PricedSeat seat =
                            plan.seats().get(random.nextInt(plan.seats().size()));
                    change(seat, random);
                    events.add(consumers.submit(() -> handle.accept(seat)));
                    if (random.nextInt(4) == 0) {
                        events.add(consumers.submit(() -> handle.accept(seat)));
                    }
                    if (i % 25 == 20) {
                        disturbance.run();
                    }
                }
                return null;
            };
            Race.between(List.of(changer, changer));
            for (Future<?> event : events) {
                event.get();
            }
        } finally {
            consumers.shutdownNow();
        }
    }

    private long wrong(SeatingPlan plan) {
        List<SeatStatus> now = storedStatuses(plan);
        List<SeatStatus> shown = view.statuses(plan).orElseThrow();
        return plan.seats().stream()
                .filter(seat -> now.get(seat.number() - 1) != shown.get(seat.number() - 1))
                .count();
    }

    /** Reserves, assigns or releases the seat, whichever is possible. */
    private void change(PricedSeat seat, Random random) {
        UUID owner = seat.id().value();
        List<SeatId> ids = List.of(seat.id());
        boolean changed = false;
        while (!changed) {
            changed = QuarkusTransaction.requiringNew().call(() -> switch (random.nextInt(3)) {
                case 0 -> inventory.reserve(ids, owner);
                case 1 -> inventory.assign(ids, owner);
                default -> inventory.release(ids, List.of(owner));
            });
        }
    }

    private void refreshLate(SeatingPlan plan, PricedSeat seat) {
        pause();
        occupancy.refresh(plan.concertId(), plan.concertDateId(), List.of(seat.id()));
    }

    private void refreshSlowly(SeatingPlan plan, PricedSeat seat, boolean stampFirst) {
        long stamp = view.stamp(plan);
        Map<PricedSeat, SeatStatus> read = readNow(plan, seat.number());
        pause();
        view.refresh(plan, stampFirst ? stamp : view.stamp(plan), read);
    }

    private static void pause() {
        LockSupport.parkNanos(ThreadLocalRandom.current().nextInt(200_000_000));
    }

    private Map<PricedSeat, SeatStatus> readNow(SeatingPlan plan, int number) {
        PricedSeat seat = plan.seats().get(number - 1);
        var read = new HashMap<PricedSeat, SeatStatus>();
        read.put(
                seat,
                QuarkusTransaction.requiringNew()
                        .call(() -> stored.of(List.of(seat.id())))
                        .get(seat.id()));
        return read;
    }

    private SeatingPlan aDateOf(int seats) {
        var concert = new AnnounceConcert.Command("View", "Seats", Optional.empty());
        return aDate(announceConcert.announce(concert).id(), seats);
    }

    private SeatingPlan aDate(ConcertId concert, int seats) {
        Instant date = Instant.now().plus(Duration.ofDays(30)).plusSeconds(new Random().nextInt(1_000_000));
        var blocks = List.of(new SeatBlock(SeatGrade.NORMAL, new Money(10_000), seats));
        SeatingPlan plan = plans.of(scheduleDate
                .schedule(new ScheduleDate.Command(concert, date, date, blocks))
                .id());
        used.add(plan);
        return plan;
    }

    private UUID reserve(SeatingPlan plan, int number) {
        UUID reservation = UUID.randomUUID();
        QuarkusTransaction.requiringNew().run(() -> inventory.reserve(ids(plan, number), reservation));
        return reservation;
    }

    private void release(SeatingPlan plan, int number, UUID reservation) {
        QuarkusTransaction.requiringNew().run(() -> inventory.release(ids(plan, number), List.of(reservation)));
    }

    private static List<SeatId> ids(SeatingPlan plan, int... numbers) {
        return IntStream.of(numbers)
                .mapToObj(number -> plan.seats().get(number - 1).id())
                .toList();
    }

    private List<SeatStatus> storedStatuses(SeatingPlan plan) {
        return QuarkusTransaction.requiringNew().call(() -> stored.ofDate(plan.concertDateId()));
    }

    private int available(SeatingPlan plan) {
        return Collections.frequency(storedStatuses(plan), SeatStatus.AVAILABLE);
    }

    private List<Integer> availableNumbers(SeatingPlan plan) {
        return queries.seats(plan.concertId(), plan.concertDateId(), true).stream()
                .map(ConcertQueries.SeatView::number)
                .toList();
    }

    private int remaining(SeatingPlan plan) {
        return queries.bookableDates(plan.concertId()).get(0).remainingSeatCount();
    }
}

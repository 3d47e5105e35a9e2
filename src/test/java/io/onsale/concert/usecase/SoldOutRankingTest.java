package io.onsale.concert.usecase;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.onsale.Race;
import io.onsale.concert.domain.ConcertDateId;
import io.onsale.concert.domain.ConcertId;
import io.onsale.concert.domain.ConcertRefusals.ConcertNotFoundException;
import io.onsale.concert.domain.SeatBlock;
import io.onsale.concert.domain.SeatGrade;
import io.onsale.concert.domain.SoldOutConcert;
import io.onsale.concert.port.in.AnnounceConcert;
import io.onsale.concert.port.in.ScheduleDate;
import io.onsale.concert.port.in.SoldOutRanking;
import io.onsale.concert.port.out.RankingView;
import io.onsale.concert.port.out.SoldOutConcerts;
import io.onsale.kernel.Money;
import io.quarkus.narayana.jta.QuarkusTransaction;
import io.quarkus.redis.datasource.RedisDataSource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import jakarta.persistence.EntityManager;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.Callable;
import org.jboss.logging.Logger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Tests that the ranking that is read is always the ranking of the database, whatever becomes of Redis. */
@QuarkusTest
class SoldOutRankingTest {
    private static final Logger LOG = Logger.getLogger(SoldOutRankingTest.class);
    private static final Instant OPENING = Instant.parse("2026-03-01T11:00:00Z");
    private static final Duration FOUR_MONTHS = Duration.ofDays(122);

    @Inject
    RankSoldOut rankSoldOut;

    @Inject
    SoldOutRanking ranking;

    @Inject
    RankingView view;

    @Inject
    SoldOutConcerts stored;

    @Inject
    AnnounceConcert announceConcert;

    @Inject
    ScheduleDate scheduleDate;

    @Inject
    EntityManager entityManager;

    @Inject
    RedisDataSource redis;

    private final List<ConcertId> used = new ArrayList<>();

    @BeforeEach
    @AfterEach
    void leaveNoSaleThatNeverWas() {
        used.forEach(this::remove);
        view.drop();
    }

    @Test
    void givenUnknownConcert_isRefused() {
        assertThatThrownBy(() -> rankSoldOut.recordSoldOut(new ConcertId(UUID.randomUUID())))
                .isInstanceOf(ConcertNotFoundException.class);
    }

    @Test
    void givenConcertWithoutDates_isNotSoldOut() {
        ConcertId concert = aConcert(OPENING);
        rankSoldOut.recordSoldOut(concert);
        assertThat(rankOf(concert)).isEmpty();
    }

    @Test
    void givenSeatThatIsHeldOnly_isNotSoldOut() {
        ConcertId concert = aConcert(OPENING);
        ConcertDateId date = aDate(concert, 3);
        sell(date, OPENING.plusSeconds(1));
        run("UPDATE seat SET status = 'RESERVED' WHERE concert_date_id = ?1 AND seat_no = 2", date.value());
        rankSoldOut.recordSoldOut(concert);
        assertThat(rankOf(concert)).isEmpty();
    }

    @Test
    void givenSecondsAndMonths_oneSeatAndAHundredThousand_areRankedExactly() {
        // Given
        ConcertId fastAndLarge = aConcert(OPENING);
        sell(aDate(fastAndLarge, 100_000), OPENING.plusMillis(1_999));
        ConcertId slowAndSmall = aConcert(OPENING);
        sell(aDate(slowAndSmall, 1), OPENING.plus(FOUR_MONTHS));
        ConcertId slowAndLarge = aConcert(OPENING);
        sell(aDate(slowAndLarge, 100_000), OPENING.plus(FOUR_MONTHS).plusSeconds(1));
        ConcertId fastAndSmall = aConcert(OPENING.minusMillis(1));
        sell(aDate(fastAndSmall, 1), OPENING.plusSeconds(1));
        // When
        for (ConcertId concert : List.of(slowAndLarge, fastAndLarge, slowAndSmall, fastAndSmall)) {
            long begin = System.nanoTime();
            rankSoldOut.recordSoldOut(concert);
            LOG.infof("Recorded in %.1f ms", (System.nanoTime() - begin) / 1e6);
            rankSoldOut.recordSoldOut(concert);
        }
        // Then
        assertThat(ranking.fastest(100))
                .filteredOn(concert -> used.contains(concert.id()))
                .extracting(SoldOutConcert::id)
                .containsExactly(fastAndSmall, fastAndLarge, slowAndSmall, slowAndLarge);
        assertThat(rankOf(fastAndLarge).orElseThrow().seconds()).isEqualTo(1);
        assertThat(rankOf(slowAndLarge).orElseThrow().seconds()).isEqualTo(FOUR_MONTHS.toSeconds() + 1);
        assertThat(ranking.fastest(100)).isEqualTo(storedFastest());
    }

    @Test
    void givenMoreThanAHundred_theRankingIsThatOfTheDatabase() throws Exception {
        // Given
        var random = new Random(11);
        var calls = new ArrayList<Callable<Boolean>>();
        for (int i = 0; i < 150; i++) {
            Instant opening = OPENING.plusMillis(random.nextInt(3) * 500L);
            ConcertId concert = aConcert(opening);
            ConcertDateId last = null;
            for (int n = random.nextInt(3); n >= 0; n--) {
                last = aDate(concert, 1);
                sell(last, opening);
            }
            sell(last, opening.plusMillis(random.nextInt(20_000)));
            calls.add(() -> {
                rankSoldOut.recordSoldOut(concert);
                return true;
            });
        }
        // When
        for (int i = 0; i < calls.size(); i += 10) {
            Race.between(calls.subList(i, i + 10));
        }
        // Then
        List<SoldOutConcert> all = storedFastest();
        assertThat(all).hasSize(100);
        assertThat(view.fastest(100)).hasValue(all);
        assertThat(ranking.fastest(7)).isEqualTo(all.subList(0, 7));
        // The same holds when Redis has lost it.
        redis.key().del("onsale:rankings:sold-out", "{onsale:rankings:sold-out}:dropped");
        assertThat(ranking.fastest(7)).isEqualTo(all.subList(0, 7));
        assertThat(view.fastest(100)).hasValue(all);
    }

    @Test
    void givenSoldOutConcert_anotherDate_countsInTheRankingAndChangesNothingElse() {
        // Given
        ConcertId concert = aConcert(OPENING);
        sell(aDate(concert, 1), OPENING.plusSeconds(3));
        rankSoldOut.recordSoldOut(concert);
        assertThat(rankOf(concert).orElseThrow().dates()).isEqualTo(1);
        // When
        aDate(concert, 1);
        // Then
        rankSoldOut.recordSoldOut(concert);
        SoldOutConcert ranked = rankOf(concert).orElseThrow();
        assertThat(ranked.dates()).isEqualTo(2);
        assertThat(ranked.seconds()).isEqualTo(3);
        assertThat(view.fastest(100)).hasValue(storedFastest());
    }

    @Test
    void givenOldSnapshot_recordSoldOut_seesThePaymentsSince() {
        ConcertId concert = aConcert(OPENING);
        ConcertDateId date = aDate(concert, 1);
        QuarkusTransaction.requiringNew().run(() -> {
            // Given
            stored.find(concert);
            sell(date, OPENING.plusSeconds(1));
            assertThat(stored.record(concert)).isFalse();
            // When
            rankSoldOut.recordSoldOut(concert);
        });
        // Then
        assertThat(rankOf(concert)).isPresent();
    }

    @Test
    void givenSeatStillAvailable_recordSoldOut_isTimed() {
        ConcertId large = aConcert(OPENING);
        ConcertDateId date = aDate(large, 100_000);
        sell(date, OPENING.plusSeconds(1));
        run(
                "UPDATE seat SET status = 'AVAILABLE', reservation_id = NULL WHERE concert_date_id = ?1 AND seat_no = 100000",
                date.value());
        timed("100,000 seats but one sold", large);
        run(
                "UPDATE seat SET status = 'RESERVED', reservation_id = id WHERE concert_date_id = ?1 AND seat_no = 100000",
                date.value());
        timed("100,000 seats but one sold, that one held", large);
        ConcertId long_ = aConcert(OPENING);
        for (int i = 0; i < 19; i++) {
            sell(aDate(long_, 1_000), OPENING.plusSeconds(1));
        }
        aDate(long_, 1_000);
        timed("19 dates of 20 sold out", long_);
    }

    private void timed(String what, ConcertId concert) {
        for (int i = 0; i < 20; i++) {
            rankSoldOut.recordSoldOut(concert);
        }
        long begin = System.nanoTime();
        for (int i = 0; i < 100; i++) {
            rankSoldOut.recordSoldOut(concert);
        }
        LOG.infof("%s: %.2f ms; %s", what, (System.nanoTime() - begin) / 1e8, plan(concert));
        assertThat(rankOf(concert)).isEmpty();
    }

    private String plan(ConcertId concert) {
        return QuarkusTransaction.requiringNew().call(() -> entityManager
                .createNativeQuery(
                        "EXPLAIN FORMAT=JSON SELECT s.id FROM concert_date d JOIN seat s ON s.concert_date_id = d.id"
                                + " WHERE d.concert_id = ?1 AND s.status = 'AVAILABLE' LIMIT 1")
                .setParameter(1, concert.value())
                .getSingleResult()
                .toString()
                .replaceAll("\\s+", " "));
    }

    private Optional<SoldOutConcert> rankOf(ConcertId concert) {
        return ranking.fastest(100).stream()
                .filter(ranked -> ranked.id().equals(concert))
                .findFirst();
    }

    private List<SoldOutConcert> storedFastest() {
        return QuarkusTransaction.requiringNew().call(() -> stored.fastest(100));
    }

    private ConcertId aConcert(Instant opening) {
        ConcertId concert = announceConcert
                .announce(new AnnounceConcert.Command("Ranked", "Test", Optional.of(opening)))
                .id();
        used.add(concert);
        return concert;
    }

    private ConcertDateId aDate(ConcertId concert, int seats) {
        Instant date = Instant.now().plus(Duration.ofDays(30)).plusSeconds(new Random().nextInt(1_000_000));
        var blocks = Collections.singletonList(new SeatBlock(SeatGrade.NORMAL, new Money(10_000), seats));
        return scheduleDate
                .schedule(new ScheduleDate.Command(concert, date, date, blocks))
                .id();
    }

    /** Sells all seats of the date to one reservation, which has the id of the date. */
    private void sell(ConcertDateId date, Instant lastPayment) {
        run("UPDATE seat SET status = 'ASSIGNED', reservation_id = ?1 WHERE concert_date_id = ?1", date.value());
        run("DELETE FROM payment WHERE reservation_id = ?1", date.value());
        QuarkusTransaction.requiringNew().run(() -> entityManager
                .createNativeQuery(
                        "INSERT INTO payment (id, reservation_id, user_id, amount, status, created_at, updated_at)"
                                + " VALUES (?1, ?1, ?1, 0, 'SUCCESS', ?2, ?2)")
                .setParameter(1, date.value())
                .setParameter(2, lastPayment)
                .executeUpdate());
    }

    private void remove(ConcertId concert) {
        run(
                "DELETE FROM payment WHERE reservation_id IN (SELECT id FROM concert_date WHERE concert_id = ?1)",
                concert.value());
        run(
                "DELETE FROM seat WHERE concert_date_id IN (SELECT id FROM concert_date WHERE concert_id = ?1)",
                concert.value());
        run("DELETE FROM concert_date WHERE concert_id = ?1", concert.value());
        run("DELETE FROM concert WHERE id = ?1", concert.value());
    }

    private void run(String sql, UUID id) {
        QuarkusTransaction.requiringNew()
                .run(() ->
                        entityManager.createNativeQuery(sql).setParameter(1, id).executeUpdate());
    }
}

package io.onsale.booking;

import static org.assertj.core.api.Assertions.assertThat;

import io.onsale.SettableEventFlow;
import io.onsale.StatementLog;
import io.onsale.booking.BookingApi.Answer;
import io.onsale.booking.BookingApi.Buyer;
import io.onsale.booking.BookingApi.Show;
import io.onsale.concert.domain.ConcertDateId;
import io.onsale.concert.domain.ConcertId;
import io.onsale.concert.domain.SoldOutConcert;
import io.onsale.concert.port.in.ConcertQueries;
import io.onsale.concert.port.out.RankingView;
import io.onsale.concert.usecase.RankSoldOut;
import io.onsale.platform.events.Consumers;
import io.onsale.queue.QueueFixture;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import org.jboss.logging.Logger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * The statements that each request sends to the database, transaction control included; docs/architecture.md has the
 * same numbers.
 */
@QuarkusTest
class StatementsPerRequestTest {
    private static final Logger LOG = Logger.getLogger(StatementsPerRequestTest.class);

    @Inject
    ConcertQueries queries;

    @Inject
    RankingView ranking;

    @Inject
    RankSoldOut rankSoldOut;

    @Inject
    SettableEventFlow events;

    private final BookingApi api = new BookingApi();
    private Show show;
    private Buyer buyer;

    @Inject
    Consumers consumers;

    @BeforeEach
    void aBuyerInAWarmService() {
        consumers.pause();
        show = api.aShow();
        buyer = api.aBuyer(show, 500_000);
        api.cancel(buyer, api.reserved(show, buyer, show.seats().get(49)));
    }

    @AfterEach
    void leaveAsFound() {
        consumers.resume();
        events.reset();
    }

    @Test
    void enterQueue_againAndAgain_none() throws SQLException {
        assertThat(sent(
                        "enter",
                        201,
                        () -> api.call(
                                "POST", "/queue/concerts/" + show.concert() + "/users/" + buyer.user(), null, null)))
                .isEmpty();
    }

    @Test
    void challengeAndProof_none() throws SQLException {
        api.askForWork(show, 8);
        String door = "/queue/concerts/" + show.concert() + "/users/";
        String nobody = UUID.randomUUID().toString();
        var challenge = new AtomicReference<String>();
        assertThat(sent("challenge", 200, () -> {
                    Answer answer = api.call("GET", door + buyer.user() + "/challenge", null, null);
                    challenge.set(answer.text("challenge"));
                    return answer;
                }))
                .isEmpty();
        String proof = QueueFixture.solve(challenge.get(), 8);
        assertThat(sent("bad proof", 403, () -> api.call("POST", door + nobody, null, null, "Proof-Of-Work", proof)))
                .isEmpty();
        assertThat(sent(
                        "good proof",
                        201,
                        () -> api.call("POST", door + buyer.user(), null, null, "Proof-Of-Work", proof)))
                .isEmpty();
    }

    @Test
    void pollTurn_none() throws SQLException {
        assertThat(sent("poll", 200, () -> api.turn(show, buyer))).isEmpty();
    }

    @Test
    void reserve_5() throws SQLException {
        assertThat(sent(
                        "reserve",
                        200,
                        () -> api.reserve(show, buyer, show.seats().get(0))))
                .hasSize(5);
    }

    @Test
    void reserveFourSeats_5() throws SQLException {
        assertThat(sent("order", 201, () -> api.order(show, buyer, show.seats().subList(0, 4))))
                .hasSize(5);
    }

    @Test
    void reserveTakenSeat_none() throws SQLException {
        api.reserved(show, api.aBuyer(show, 0), show.seats().get(0));
        assertThat(sent(
                        "taken",
                        409,
                        () -> api.reserve(show, buyer, show.seats().get(0))))
                .isEmpty();
    }

    @Test
    void pay_8() throws SQLException {
        String reservation = api.reserved(show, buyer, show.seats().get(0));
        assertThat(sent("pay", 200, () -> api.pay(buyer, reservation))).hasSize(8);
    }

    @Test
    void payWithIdempotencyKey_3More() throws SQLException {
        String reservation = api.reserved(show, buyer, show.seats().get(0));
        assertThat(sent("pay with a key", 200, () -> api.pay(buyer, reservation, "Idempotency-Key", "k")))
                .hasSize(11);
    }

    @Test
    void payAgain_3() throws SQLException {
        String reservation = api.reserved(show, buyer, show.seats().get(0));
        api.pay(buyer, reservation);
        assertThat(sent("pay again", 200, () -> api.pay(buyer, reservation))).hasSize(3);
    }

    @Test
    void cancelHold_6() throws SQLException {
        String reservation = api.reserved(show, buyer, show.seats().get(0));
        assertThat(sent("cancel", 200, () -> api.cancel(buyer, reservation))).hasSize(6);
    }

    @Test
    void refund_9() throws SQLException {
        String reservation = api.reserved(show, buyer, show.seats().get(0));
        api.pay(buyer, reservation);
        assertThat(sent("refund", 200, () -> api.cancel(buyer, reservation))).hasSize(9);
    }

    @Test
    void charge_4() throws SQLException {
        assertThat(sent("charge", 200, () -> api.charge(buyer.user(), 1_000))).hasSize(4);
    }

    @Test
    void chargeWithReference_5_andAgain_4() throws SQLException {
        assertThat(sent("charge once", 200, () -> api.chargeOnce(buyer.user(), buyer.user(), 1_000)))
                .hasSize(5);
        assertThat(sent("charge once again", 200, () -> api.chargeOnce(buyer.user(), buyer.user(), 1_000)))
                .hasSize(4);
    }

    @Test
    void readReservation_2() throws SQLException {
        String reservation = api.reserved(show, buyer, show.seats().get(0));
        assertThat(sent("read", 200, () -> api.reservation(buyer, reservation))).hasSize(2);
    }

    @Test
    void listSeatsWhileEventsAreLate_2_thenNoneForAWhile() throws SQLException {
        events.set(false);
        assertThat(sent("seats twice", 200, () -> {
                    listSeats();
                    return listSeats();
                }))
                .hasSize(2);
    }

    @Test
    void listSeatsAndDatesFromTheView_noneAnd2() throws SQLException {
        events.set(true);
        queries.seats(
                new ConcertId(UUID.fromString(show.concert())), new ConcertDateId(UUID.fromString(show.date())), true);
        assertThat(sent("seats", 200, this::listSeats)).isEmpty();
        assertThat(sent("dates", 200, () -> api.call("GET", "/concerts/" + show.concert() + "/dates", null, null)))
                .hasSize(2);
    }

    @Test
    void ranking_none() throws SQLException {
        // The ranking must not be empty, or it would be read from the database.
        ranking.fill(
                List.of(new SoldOutConcert(new ConcertId(UUID.randomUUID()), "Any", 1, 1, Instant.now())),
                ranking.stamp());
        assertThat(sent("ranking", 200, () -> api.call("GET", "/concerts/rankings/sold-out", null, null)))
                .isEmpty();
        ranking.drop();
    }

    /** The usual case: the payment is not the last of its concert. */
    @Test
    void recordSoldOut_2() throws SQLException {
        assertThat(sent("record sold out", 200, () -> {
                    rankSoldOut.recordSoldOut(new ConcertId(UUID.fromString(show.concert())));
                    return new Answer(200, null);
                }))
                .hasSize(2);
    }

    private Answer listSeats() {
        return api.call("GET", "/concerts/" + show.concert() + "/dates/" + show.date() + "/seats", null, null);
    }

    private static List<String> sent(String what, int status, Supplier<Answer> request) throws SQLException {
        try (StatementLog log = StatementLog.open()) {
            Answer answer = request.get();
            List<String> sent =
                    log.transactions().stream().flatMap(List::stream).toList();
            assertThat(answer.status()).as("%s", answer.body()).isEqualTo(status);
            LOG.debugf("%s: %s", what, sent);
            return sent;
        }
    }
}

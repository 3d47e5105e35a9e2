package io.onsale.booking;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.both;
import static org.hamcrest.Matchers.greaterThan;
import static org.hamcrest.Matchers.lessThanOrEqualTo;

import com.fasterxml.jackson.databind.JsonNode;
import io.onsale.Race;
import io.onsale.SettableClock;
import io.onsale.booking.BookingApi.Answer;
import io.onsale.booking.BookingApi.Buyer;
import io.onsale.booking.BookingApi.Show;
import io.onsale.platform.events.PublishedEvents;
import io.onsale.reservation.usecase.ExpireHolds;
import io.quarkus.scheduler.Scheduler;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.stream.IntStream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The journeys of buyers from entering the queue to the paid seat, through the API. */
@QuarkusTest
class BookingJourneyTest {
    private final BookingApi api = new BookingApi();

    @Inject
    Database database;

    @Inject
    PublishedEvents events;

    @Inject
    SettableClock clock;

    @Inject
    ExpireHolds expireHolds;

    @Inject
    Scheduler scheduler;

    @AfterEach
    void now() {
        clock.reset();
    }

    @Test
    void buyer_entersReservesPays_hasTheSeat() {
        // Given
        Show show = api.aShow();
        Buyer buyer = api.aBuyer(show, 50_000);
        assertThat(api.turn(show, buyer).text("status")).isEqualTo("ACTIVE");
        // When
        Answer held = api.reserve(show, buyer, show.seats().get(2));
        String reservation = held.text("reservationId");
        Answer paid = api.pay(buyer, reservation);
        // Then
        assertThat(held.status()).isEqualTo(200);
        assertThat(held.text("seatId")).isEqualTo(show.seats().get(2));
        assertThat(held.body().path("seatNo").asInt()).isEqualTo(3);
        assertThat(held.text("status")).isEqualTo("PENDING");
        assertThat(Duration.between(Instant.parse(held.text("createdAt")), Instant.parse(held.text("expiresAt"))))
                .isEqualTo(Duration.ofMinutes(5));
        assertThat(paid.status()).isEqualTo(200);
        assertThat(paid.text("status")).isEqualTo("SUCCESS");
        assertThat(paid.body().path("amount").asLong()).isEqualTo(20_000);
        assertThat(api.points(buyer.user())).isEqualTo(30_000);
        assertThat(api.reservation(buyer, reservation).text("status")).isEqualTo("SUCCESS");
        assertThat(database.seatStatus(show.seats().get(2))).isEqualTo("ASSIGNED");
        assertThat(events.typesOf(reservation)).containsExactly("reservation.created", "payment.success");
        assertThat(api.turn(show, buyer).code()).isEqualTo("QUEUE_TOKEN_ENDED");
        await().atMost(Duration.ofSeconds(2)).untilAsserted(() -> assertThat(seatsOnSale(show))
                .doesNotContain(show.seats().get(2)));
    }

    @Test
    void everythingPaid_isToldOnEnteringAndInEachPoll_untilASeatIsReturned() {
        // Given
        Show show = api.aShowOf(1);
        Buyer buyer = api.aBuyer(show, 1_000);
        Buyer looker = api.aBuyer(show, 0);
        String reservation = api.reserved(show, buyer, show.seats().get(0));
        await().during(Duration.ofMillis(1500)).until(() -> !isSoldOut(api.turn(show, looker)));
        // When
        api.pay(buyer, reservation);
        // Then
        await().atMost(Duration.ofSeconds(2)).until(() -> isSoldOut(api.turn(show, looker)));
        Answer newcomer = enter(show);
        assertThat(newcomer.status()).isEqualTo(201);
        assertThat(isSoldOut(newcomer)).isTrue();
        assertThat(newcomer.body().path("saleOver").booleanValue()).isFalse();
        assertThat(api.cancel(buyer, reservation).status()).isEqualTo(200);
        await().atMost(Duration.ofSeconds(2)).until(() -> !isSoldOut(api.turn(show, looker)));
    }

    @Test
    void lastDeadline_onceItHasPassed_newcomersAreRefused_andWhoeverIsInIsTold() {
        // Given
        Show show = api.aShow(Instant.now().minusSeconds(60), 1);
        api.aBuyer(show, 0);
        Buyer waiter = api.aBuyer(show, 0);
        Answer before = api.turn(show, waiter);
        assertThat(before.body().path("saleOver").isBoolean()).isTrue();
        assertThat(before.body().path("saleOver").booleanValue()).isFalse();
        // When
        clock.advance(Duration.ofDays(30).minusMinutes(59));
        // Then
        Answer newcomer = enter(show);
        assertThat(newcomer.status()).isEqualTo(409);
        assertThat(newcomer.code()).isEqualTo("SALE_OVER");
        Answer told = api.turn(show, waiter);
        assertThat(told.status()).isEqualTo(200);
        assertThat(told.body().path("saleOver").booleanValue()).isTrue();
        assertThat(isSoldOut(told)).isFalse();
        Answer again = api.call("POST", "/queue/concerts/" + show.concert() + "/users/" + waiter.user(), null, null);
        assertThat(again.status()).isEqualTo(201);
        assertThat(again.text("tokenId")).isEqualTo(waiter.token());
    }

    private Answer enter(Show show) {
        return api.call("POST", "/queue/concerts/" + show.concert() + "/users/" + api.aUser(0), null, null);
    }

    private static boolean isSoldOut(Answer answer) {
        assertThat(answer.body().path("soldOut").isBoolean())
                .as("%s", answer.body())
                .isTrue();
        return answer.body().path("soldOut").booleanValue();
    }

    @Test
    void holder_asksAgain_getsTheSameReservation() {
        Show show = api.aShow();
        Buyer buyer = api.aBuyer(show, 0);
        String first = api.reserved(show, buyer, show.seats().get(0));
        assertThat(api.reserve(show, buyer, show.seats().get(0)).text("reservationId"))
                .isEqualTo(first);
        assertThat(events.typesOf(first)).containsExactly("reservation.created");
    }

    @Test
    void order_ofFourSeats_isPaidAsOne() {
        // Given
        Show show = api.aShow();
        Buyer buyer = api.aBuyer(show, 100_000);
        // When
        Answer order = api.order(show, buyer, show.seats().subList(9, 13));
        // Then
        assertThat(order.status()).isEqualTo(201);
        assertThat(order.body().path("seats")).hasSize(4);
        assertThat(order.body().path("price").asLong()).isEqualTo(20_000 + 3 * 15_000);
        assertThat(api.order(show, buyer, List.of(show.seats().get(20))).code()).isEqualTo("SEAT_LIMIT");
        assertThat(api.pay(buyer, order.text("reservationId"))
                        .body()
                        .path("amount")
                        .asLong())
                .isEqualTo(65_000);
        assertThat(show.seats().subList(9, 13))
                .allSatisfy(seat -> assertThat(database.seatStatus(seat)).isEqualTo("ASSIGNED"));
    }

    @Test
    void order_withOneSeatTaken_takesNone() {
        Show show = api.aShow();
        api.reserved(show, api.aBuyer(show, 0), show.seats().get(1));
        Answer order = api.order(show, api.aBuyer(show, 0), show.seats().subList(0, 4));
        assertThat(order.code()).isEqualTo("SEAT_TAKEN");
        assertThat(database.seatStatus(show.seats().get(0))).isEqualTo("AVAILABLE");
        assertThat(api.reserve(show, api.aBuyer(show, 0), show.seats().get(0)).status())
                .isEqualTo(200);
    }

    @Test
    void poorBuyer_isDeclined_chargesAndPays() {
        // Given
        Show show = api.aShow();
        Buyer buyer = api.aBuyer(show, 5_000);
        String reservation = api.reserved(show, buyer, show.seats().get(0));
        // When
        Answer declined = api.pay(buyer, reservation);
        // Then
        assertThat(declined.status()).isEqualTo(402);
        assertThat(declined.code()).isEqualTo("INSUFFICIENT_POINTS");
        assertThat(api.reservation(buyer, reservation).text("status")).isEqualTo("PENDING");
        api.charge(buyer.user(), 15_000);
        assertThat(api.pay(buyer, reservation).status()).isEqualTo(200);
        assertThat(events.typesOf(reservation))
                .containsExactly("reservation.created", "payment.failed", "payment.success");
    }

    @Test
    void poorBuyer_isDeclinedThreeTimes_losesTheSeat() {
        // Given
        Show show = api.aShow();
        Buyer buyer = api.aBuyer(show, 0);
        String reservation = api.reserved(show, buyer, show.seats().get(0));
        // When
        List<Answer> declines =
                IntStream.range(0, 3).mapToObj(i -> api.pay(buyer, reservation)).toList();
        // Then
        assertThat(declines).extracting(Answer::status).containsOnly(402);
        assertThat(api.pay(buyer, reservation).code()).isEqualTo("RESERVATION_FINAL");
        assertThat(database.reservationStatus(reservation)).isEqualTo("FAILED");
        assertThat(events.typesOf(reservation))
                .containsExactly(
                        "reservation.created",
                        "payment.failed",
                        "payment.failed",
                        "reservation.released",
                        "payment.failed");
        assertThat(api.reserve(show, api.aBuyer(show, 0), show.seats().get(0)).status())
                .isEqualTo(200);
    }

    @Test
    void hold_afterFiveMinutes_isBackOnSaleAndCannotBePaid() {
        // Given
        Show show = api.aShow();
        Buyer buyer = api.aBuyer(show, 50_000);
        String reservation = api.reserved(show, buyer, show.seats().get(0));
        clock.advance(Duration.ofMinutes(5).minusSeconds(2));
        assertThat(database.seatStatus(show.seats().get(0))).isEqualTo("RESERVED");
        // When
        clock.advance(Duration.ofSeconds(2));
        // Then
        assertThat(api.pay(buyer, reservation).code()).isIn("HOLD_EXPIRED", "RESERVATION_BUSY");
        await().atMost(Duration.ofSeconds(2))
                .untilAsserted(() ->
                        assertThat(database.seatStatus(show.seats().get(0))).isEqualTo("AVAILABLE"));
        await().untilAsserted(() -> assertThat(
                        api.reserve(show, api.aBuyer(show, 0), show.seats().get(0))
                                .status())
                .isEqualTo(200));
        assertThat(api.pay(buyer, reservation).code()).isEqualTo("HOLD_EXPIRED");
        assertThat(api.reservation(buyer, reservation).text("status")).isEqualTo("EXPIRED");
        assertThat(events.typesOf(reservation)).containsExactly("reservation.created", "reservation.released");
        assertThat(api.points(buyer.user())).isEqualTo(50_000);
    }

    @Test
    void holds_moreThanTwoBatches_expireInOneSweep() {
        // Given
        Show show = aShowOf(450, 10_000);
        UUID concert = UUID.fromString(show.concert());
        UUID date = UUID.fromString(show.date());
        scheduler.pause();
        try {
            database.run("UPDATE seat SET status = 'RESERVED', reservation_id = id WHERE concert_date_id = ?", date);
            database.run("INSERT INTO seat_quota VALUES (?, ?, 450)", concert, concert);
            database.run("""
                    INSERT INTO reservation
                    SELECT id, ?, ?, concert_date_id, CONCAT('[{"seatId":"', LOWER(CONCAT_WS('-', SUBSTR(HEX(id), 1, 8),
                      SUBSTR(HEX(id), 9, 4), SUBSTR(HEX(id), 13, 4), SUBSTR(HEX(id), 17, 4), SUBSTR(HEX(id), 21))),
                      '","seatNo":1,"price":10000}]'), 10000, 'PENDING', 0, UTC_TIMESTAMP(3), UTC_TIMESTAMP(3), UTC_TIMESTAMP(3)
                    FROM seat WHERE concert_date_id = ?
                    """, concert, concert, date);
            // When
            int expired = expireHolds.expireDue(() -> {});
            // Then
            assertThat(expired).isEqualTo(450);
            assertThat(seatsOnSale(show)).hasSize(450);
            assertThat(database.count("SELECT seats FROM seat_quota WHERE user_id = ?", concert))
                    .isZero();
        } finally {
            scheduler.resume();
        }
    }

    @Test
    void hold_cancelled_isBackOnSaleAtOnce() {
        Show show = api.aShow();
        Buyer buyer = api.aBuyer(show, 0);
        String reservation = api.reserved(show, buyer, show.seats().get(0));
        assertThat(api.cancel(buyer, reservation).text("status")).isEqualTo("CANCELLED");
        assertThat(api.reserve(show, api.aBuyer(show, 0), show.seats().get(0)).status())
                .isEqualTo(200);
        assertThat(api.cancel(buyer, reservation).code()).isEqualTo("RESERVATION_FINAL");
        assertThat(api.pay(buyer, reservation).code()).isEqualTo("RESERVATION_FINAL");
    }

    @Test
    void purchase_cancelledBeforeTheDeadline_isRefunded() {
        // Given
        Show show = api.aShow();
        Buyer buyer = api.aBuyer(show, 50_000);
        String reservation = api.reserved(show, buyer, show.seats().get(0));
        api.pay(buyer, reservation);
        // When
        Answer cancelled = api.cancel(buyer, reservation);
        // Then
        assertThat(cancelled.text("status")).isEqualTo("CANCELLED");
        assertThat(api.points(buyer.user())).isEqualTo(50_000).isEqualTo(database.ledgerSum(buyer.user()));
        assertThat(api.history(buyer.user()))
                .extracting(entry -> entry.path("kind").asText())
                .containsExactly("REFUND", "PAYMENT", "CHARGE");
        assertThat(database.texts("SELECT status FROM payment WHERE reservation_id = ?", UUID.fromString(reservation)))
                .containsExactly("REFUNDED");
        assertThat(database.seatStatus(show.seats().get(0))).isEqualTo("AVAILABLE");
        assertThat(api.cancel(buyer, reservation).status()).isEqualTo(409);
        assertThat(api.points(buyer.user())).isEqualTo(50_000);
        assertThat(api.reserve(show, api.aBuyer(show, 0), show.seats().get(0)).status())
                .isEqualTo(200);
    }

    @Test
    void purchase_cancelledAfterTheDeadline_isFinal() {
        Show show = api.aShow();
        Buyer buyer = api.aBuyer(show, 50_000);
        String reservation = api.reserved(show, buyer, show.seats().get(0));
        api.pay(buyer, reservation);
        clock.advance(Duration.ofDays(30));
        assertThat(api.cancel(buyer, reservation).code()).isEqualTo("RESERVATION_FINAL");
        assertThat(api.points(buyer.user())).isEqualTo(30_000);
    }

    @Test
    void turn_withAHold_lastsAsLongAsTheHold() {
        Show show = api.aShow();
        Buyer buyer = api.aBuyer(show, 50_000);
        clock.advance(Duration.ofSeconds(50));
        String reservation = api.reserved(show, buyer, show.seats().get(0));
        clock.advance(Duration.ofSeconds(270));
        assertThat(api.turn(show, buyer).text("status")).isEqualTo("ACTIVE");
        assertThat(api.pay(buyer, reservation).status()).isEqualTo(200);
    }

    @Test
    void payment_withAnotherHoldLeft_keepsTheTurn() {
        Show show = api.aShow();
        Buyer buyer = api.aBuyer(show, 50_000);
        String first = api.reserved(show, buyer, show.seats().get(0));
        String second = api.reserved(show, buyer, show.seats().get(1));
        api.pay(buyer, first);
        assertThat(api.turn(show, buyer).text("status")).isEqualTo("ACTIVE");
        api.pay(buyer, second);
        assertThat(api.turn(show, buyer).code()).isEqualTo("QUEUE_TOKEN_ENDED");
    }

    @Test
    void waiter_isAdmittedWhenAnotherPays() {
        Show show = api.aShow(Instant.now().minusSeconds(60), 1);
        Buyer first = api.aBuyer(show, 50_000);
        Buyer next = api.aBuyer(show, 50_000);
        assertThat(api.reserve(show, next, show.seats().get(0)).code()).isEqualTo("STILL_WAITING");
        api.pay(first, api.reserved(show, first, show.seats().get(0)));
        await().atMost(Duration.ofSeconds(2))
                .untilAsserted(
                        () -> assertThat(api.turn(show, next).text("status")).isEqualTo("ACTIVE"));
        assertThat(api.reserve(show, next, show.seats().get(0)).code()).isEqualTo("SEAT_TAKEN");
        assertThat(api.reserve(show, next, show.seats().get(1)).status()).isEqualTo(200);
    }

    @Test
    void waiter_beforeTheOpening_isAdmittedAtTheOpening() {
        Show show = api.aShow(clock.instant().plus(Duration.ofHours(1)), 50);
        Buyer buyer = api.aBuyer(show, 0);
        assertThat(api.turn(show, buyer).text("status")).isEqualTo("WAITING");
        assertThat(api.reserve(show, buyer, show.seats().get(0)).code()).isIn("NOT_OPEN_YET", "STILL_WAITING");
        clock.advance(Duration.ofHours(1));
        await().atMost(Duration.ofSeconds(2))
                .untilAsserted(
                        () -> assertThat(api.turn(show, buyer).text("status")).isEqualTo("ACTIVE"));
        assertThat(api.reserve(show, buyer, show.seats().get(0)).status()).isEqualTo(200);
    }

    @Test
    void freeSeat_isPaidWithoutPoints_andGivenBack() {
        Show show = aShowOf(1, 0);
        Buyer buyer = api.aBuyer(show, 0);
        String reservation = api.reserved(show, buyer, show.seats().get(0));
        assertThat(api.pay(buyer, reservation).status()).isEqualTo(200);
        assertThat(api.cancel(buyer, reservation).status()).isEqualTo(200);
        assertThat(api.points(buyer.user())).isZero();
    }

    // Idempotency keys

    @Test
    void chargeWithKey_sentTwice_isDoneOnce() {
        String user = api.aUser(0);
        Answer first = api.charge(user, 5_000, "Idempotency-Key", "c1");
        Answer again = api.charge(user, 5_000, "Idempotency-Key", "c1");
        assertThat(again).isEqualTo(first);
        assertThat(api.points(user)).isEqualTo(5_000);
        assertThat(api.charge(user, 6_000, "Idempotency-Key", "c1").code()).isEqualTo("IDEMPOTENCY_KEY_REUSED");
        clock.advance(Duration.ofHours(25));
        assertThat(api.charge(user, 6_000, "Idempotency-Key", "c1").status()).isEqualTo(200);
    }

    /** Another library might write the same path in this way. */
    @ParameterizedTest
    @ValueSource(
            strings = {"/users/%S/points", "/users/%s/points/", "/users/%S/points/?x=1", "/users/%s/points?b=2&a=1"})
    void chargeWithKey_sentTwiceInAnotherSpelling_isDoneOnce(String path) {
        String user = api.aUser(0);
        Answer first = api.charge(user, 5_000, "Idempotency-Key", "c1");
        Answer again = api.call("POST", path.formatted(user), null, Map.of("point", 5_000), "Idempotency-Key", "c1");
        assertThat(again).isEqualTo(first);
        assertThat(api.points(user)).isEqualTo(5_000);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", "\t"})
    void chargeWithKeyThatIsNone_isNotDone(String key) {
        String user = api.aUser(0);
        Answer charged = api.charge(user, 5_000, "Idempotency-Key", key);
        assertThat(charged.code()).isEqualTo("IDEMPOTENCY_KEY_INVALID");
        assertThat(api.points(user)).isZero();
    }

    @Test
    void refusalWithKey_isGivenAgain_evenWhenItWouldSucceedNow() {
        Show show = api.aShow();
        Buyer holder = api.aBuyer(show, 0);
        String held = api.reserved(show, holder, show.seats().get(0));
        Buyer buyer = api.aBuyer(show, 0);
        Answer taken = api.reserve(show, buyer, show.seats().get(0), "Idempotency-Key", "r1");
        api.cancel(holder, held);
        assertThat(api.reserve(show, buyer, show.seats().get(0), "Idempotency-Key", "r1"))
                .isEqualTo(taken);
        assertThat(api.reserve(show, buyer, show.seats().get(0)).status()).isEqualTo(200);
    }

    @Test
    void declineWithKey_isCountedOnce() {
        Show show = api.aShow();
        Buyer buyer = api.aBuyer(show, 0);
        String reservation = api.reserved(show, buyer, show.seats().get(0));
        IntStream.range(0, 5).forEach(i -> assertThat(
                        api.pay(buyer, reservation, "Idempotency-Key", "p1").status())
                .isEqualTo(402));
        assertThat(events.typesOf(reservation)).containsExactly("reservation.created", "payment.failed");
    }

    @Test
    void parallelRequestsWithOneKey_areDoneOnce() throws Exception {
        String user = api.aUser(0);
        List<Answer> answers = Race.between(IntStream.range(0, 20)
                .<Callable<Answer>>mapToObj(i -> () -> api.charge(user, 1_000, "Idempotency-Key", "same"))
                .toList());
        assertThat(answers).extracting(Answer::status).isSubsetOf(200, 409).contains(200);
        assertThat(answers)
                .filteredOn(answer -> answer.status() == 409)
                .extracting(Answer::code)
                .isSubsetOf("REQUEST_IN_PROGRESS");
        assertThat(api.points(user)).isEqualTo(1_000);
    }

    // Catalogue

    @Test
    void soldOutConcert_isRanked() {
        Show show = api.aShow();
        List<Buyer> buyers =
                IntStream.range(0, 13).mapToObj(i -> api.aBuyer(show, 100_000)).toList();
        for (int i = 0; i < 50; i++) {
            Buyer buyer = api.enter(show, buyers.get(i / 4).user());
            api.pay(buyer, api.reserved(show, buyer, show.seats().get(i)));
        }
        await().atMost(Duration.ofSeconds(15)).untilAsserted(() -> {
            JsonNode ranking = api.call("GET", "/concerts/rankings/sold-out?limit=100", null, null)
                    .body();
            assertThat(ranking)
                    .extracting(entry -> entry.path("concertId").asText())
                    .contains(show.concert());
        });
    }

    private Show aShowOf(int seats, long price) {
        Show show = api.aShow();
        String day = Instant.now().plus(Duration.ofDays(40)).toString();
        var blocks = List.of(Map.of("grade", "NORMAL", "price", price, "count", seats));
        String date = api.call(
                        "POST",
                        "/concerts/" + show.concert() + "/dates",
                        null,
                        Map.of("date", day, "deadline", day, "seats", blocks))
                .text("concertDateId");
        return new Show(show.concert(), date, api.seatIds(show.concert(), date));
    }

    private List<String> seatsOnSale(Show show) {
        JsonNode seats = api.call("GET", "/concerts/" + show.concert() + "/dates/" + show.date() + "/seats", null, null)
                .body();
        return StreamSupport.stream(seats.spliterator(), false)
                .map(seat -> seat.path("seatId").asText())
                .toList();
    }

    @Test
    void givenKeyFirstSentWithTheWrongToken_pay_isDecidedAnew_andItsAnswerIsForTheRightTokenAlone() {
        // Given
        Show show = api.aShow();
        Buyer buyer = api.aBuyer(show, 50_000);
        Buyer elsewhere = api.enter(api.aShow(), buyer.user());
        String reservation = api.reserved(show, buyer, show.seats().get(0));
        // When
        Answer wrong = api.pay(elsewhere, reservation, "Idempotency-Key", "pay-once");
        Answer right = api.pay(buyer, reservation, "Idempotency-Key", "pay-once");
        Answer wrongAgain = api.pay(elsewhere, reservation, "Idempotency-Key", "pay-once");
        // Then
        assertThat(wrong.code()).isEqualTo("TOKEN_OF_ANOTHER_CONCERT");
        assertThat(right.text("status")).isEqualTo("SUCCESS");
        assertThat(wrongAgain.code()).isEqualTo("IDEMPOTENCY_KEY_REUSED");
    }

    @Test
    void givenThreeHoldsThatWereNotPaid_theNextOneWaits_untilOneIsPaid() {
        // Given
        Show show = api.aShow();
        Buyer buyer = api.aBuyer(show, 50_000);
        String paidLater = api.reserved(show, buyer, show.seats().get(0));
        for (int i = 0; i < 3; i++) {
            api.cancel(buyer, api.reserved(show, buyer, show.seats().get(1)));
        }
        // When
        Answer again = api.reserve(show, buyer, show.seats().get(1));
        Answer held = api.reserve(show, buyer, show.seats().get(0));
        // Then
        assertThat(again.status()).isEqualTo(429);
        assertThat(again.code()).isEqualTo("HOLD_COOL_DOWN");
        assertThat(held.text("reservationId")).isEqualTo(paidLater);
        given().header("Authorization", "Bearer " + buyer.token())
                .contentType("application/json")
                .body(Map.of("concertId", show.concert(), "concertDateId", show.date()))
                .post("/api/v1/reservations/seats/" + show.seats().get(1))
                .then()
                .statusCode(429)
                .header("Retry-After", Integer::parseInt, both(greaterThan(50)).and(lessThanOrEqualTo(60)));
        assertThat(api.pay(buyer, paidLater).status()).isEqualTo(200);
        Buyer later = api.enter(show, buyer.user());
        assertThat(api.reserve(show, later, show.seats().get(1)).status()).isEqualTo(200);
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void givenSpread_whenCancelling_theSeatIsNobodysForAMoment(boolean paid) {
        // Given
        Show show = api.aShow();
        api.setQueue(show, Map.of("releaseSpread", 600));
        Buyer buyer = api.aBuyer(show, 50_000);
        Buyer accomplice = api.aBuyer(show, 50_000);
        String reservation = api.reserved(show, buyer, show.seats().get(0));
        if (paid) {
            api.pay(buyer, reservation);
        }
        // When
        Answer cancelled = api.cancel(buyer, reservation);
        // Then
        assertThat(cancelled.text("status")).isEqualTo("CANCELLED");
        assertThat(database.seatStatus(show.seats().get(0))).isEqualTo("AVAILABLE");
        assertThat(api.reserve(show, accomplice, show.seats().get(0)).code()).isEqualTo("SEAT_TAKEN");
    }

    @Test
    void givenSpread_whenAHoldExpires_theSeatIsBackAtOnce() {
        // Given
        Show show = api.aShow();
        api.setQueue(show, Map.of("releaseSpread", 600));
        Buyer buyer = api.aBuyer(show, 50_000);
        api.reserved(show, buyer, show.seats().get(0));
        // When
        clock.advance(Duration.ofMinutes(5).plusSeconds(1));
        expireHolds.expireDue(() -> {});
        // Then
        Buyer other = api.aBuyer(show, 50_000);
        await().atMost(Duration.ofSeconds(2)).untilAsserted(() -> assertThat(
                        api.reserve(show, other, show.seats().get(0)).status())
                .isEqualTo(200));
    }

    @Test
    void beforeEntryOpens_enteringIsRefused_andSaysWhenItIsNot() {
        // Given
        Show show = api.aShow();
        Buyer early = api.aBuyer(show, 0);
        String opensAt = clock.instant()
                .plusSeconds(3600)
                .truncatedTo(ChronoUnit.SECONDS)
                .toString();
        api.setQueue(show, Map.of("entryOpensAt", opensAt));
        String user = api.aUser(0);
        // When
        Answer refused = api.call("POST", "/queue/concerts/" + show.concert() + "/users/" + user, null, null);
        // Then
        assertThat(refused.status()).isEqualTo(409);
        assertThat(refused.code()).isEqualTo("ENTRY_NOT_OPEN");
        assertThat(refused.text("opensAt")).isEqualTo(opensAt);
        assertThat(api.enter(show, early.user()).token()).isEqualTo(early.token());
        clock.advance(Duration.ofSeconds(3601));
        assertThat(api.enter(show, user).token()).isNotEmpty();
    }
}

package io.onsale.platform.limits;

import static io.onsale.platform.limits.RateLimitsTest.ADDRESS_BURST;
import static io.onsale.platform.limits.RateLimitsTest.BURST;
import static io.onsale.platform.limits.RateLimitsTest.assertLimited;
import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.equalTo;

import io.onsale.booking.BookingApi;
import io.onsale.booking.BookingApi.Buyer;
import io.onsale.booking.BookingApi.Show;
import io.onsale.booking.Database;
import io.onsale.platform.idempotency.IdempotentRequests;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.restassured.response.ValidatableResponse;
import io.restassured.specification.RequestSpecification;
import jakarta.inject.Inject;
import java.util.List;
import java.util.UUID;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Tests of clients that would make the database work for nothing: ids that are made up, keys that are fresh, the same
 * page again and again.
 */
@QuarkusTest
@TestProfile(RateLimitsTest.Limited.class)
class StrangersTest {
    private static final String KEY = "stranger-";

    @Inject
    Database database;

    @Inject
    IdempotentRequests requests;

    private final BookingApi api = new BookingApi();
    private final String address = RateLimitsTest.anAddress();
    private Show show;
    private Buyer buyer;

    @BeforeEach
    void aBuyerWhoseTurnItIs() {
        show = api.aShow();
        buyer = api.enter(show, api.aUser(1_000_000));
        database.run("DELETE FROM idempotency_key");
    }

    @ParameterizedTest
    @ValueSource(strings = {"POST /api/v1/payments/", "DELETE /api/v1/reservations/", "GET /api/v1/reservations/"})
    void givenMadeUpReservations_thenTheBurstIs404_noKeyIsKept_andThenRefused(String call) {
        String[] methodAndPath = call.split(" ");
        for (int i = 0; i < BURST; i++) {
            asBuyer()
                    .header("Idempotency-Key", KEY + i)
                    .request(methodAndPath[0], methodAndPath[1] + UUID.randomUUID())
                    .then()
                    .statusCode(404)
                    .body("code", equalTo("RESERVATION_NOT_FOUND"));
        }
        ValidatableResponse refused = asBuyer()
                .header("Idempotency-Key", KEY + BURST)
                .request(methodAndPath[0], methodAndPath[1] + UUID.randomUUID())
                .then();
        assertLimited(refused, BURST);
        assertThat(database.count("SELECT COUNT(*) FROM idempotency_key")).isZero();
    }

    /** The key of a 404 is as good as new. */
    @Test
    void givenKeyThatWasAnswered404_whenUsedForWhatIsThere_thenItCounts() {
        String held = api.reserved(show, buyer, show.seats().get(0));
        asBuyer()
                .header("Idempotency-Key", KEY)
                .post("/api/v1/payments/" + UUID.randomUUID())
                .then()
                .statusCode(404);
        asBuyer()
                .header("Idempotency-Key", KEY)
                .post("/api/v1/payments/" + held)
                .then()
                .statusCode(200);
        asBuyer()
                .header("Idempotency-Key", KEY)
                .post("/api/v1/payments/" + held)
                .then()
                .statusCode(200);
        assertThat(database.count("SELECT COUNT(*) FROM idempotency_key")).isEqualTo(1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"points", "points/history", "reservations"})
    void givenAccountThatIsReadAgainAndAgain_thenRefused(String what) {
        for (int i = 0; i < BURST; i++) {
            from(address)
                    .get("/api/v1/users/" + buyer.user() + "/" + what)
                    .then()
                    .statusCode(200);
        }
        assertLimited(
                from(address).get("/api/v1/users/" + buyer.user() + "/" + what).then(), BURST);
    }

    @Test
    void givenWhoLeavesMadeUpQueues_thenTheBurstIs404_andThenRefused() {
        for (int i = 0; i < BURST; i++) {
            asBuyer()
                    .delete("/api/v1/queue/concerts/" + UUID.randomUUID())
                    .then()
                    .statusCode(404);
        }
        assertLimited(
                asBuyer().delete("/api/v1/queue/concerts/" + UUID.randomUUID()).then(), BURST);
    }

    @Test
    void givenAddressThatRegistersAgainAndAgain_thenRefused_andNobodyIsMade() {
        for (int i = 0; i < ADDRESS_BURST; i++) {
            from(address).post("/api/v1/users").then().statusCode(201);
        }
        long accounts = database.count("SELECT COUNT(*) FROM user_account");
        assertLimited(from(address).post("/api/v1/users").then(), ADDRESS_BURST);
        assertThat(database.count("SELECT COUNT(*) FROM user_account")).isEqualTo(accounts);
        from(RateLimitsTest.anAddress()).post("/api/v1/users").then().statusCode(201);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "/dates", "/dates/01990000-0000-7abc-8def-0000000000a1/seats"})
    void givenMadeUpConcerts_thenTheBurstOfTheAddressIs404_andThenRefused(String what) {
        for (int i = 0; i < ADDRESS_BURST; i++) {
            from(address)
                    .get("/api/v1/concerts/" + UUID.randomUUID() + what)
                    .then()
                    .statusCode(404);
        }
        assertLimited(
                from(address)
                        .get("/api/v1/concerts/" + UUID.randomUUID() + what)
                        .then(),
                ADDRESS_BURST);
        // An answer that is at hand costs no token, whoever asks.
        String path = "/api/v1/concerts/" + show.concert() + "/dates";
        given().get(path).then().statusCode(200);
        from(address).get(path).then().statusCode(200);
    }

    @Test
    void givenWhatIsNotThere_askedForAgainWithinASecond_thenItIsAnsweredFromMemory() {
        String path = "/api/v1/concerts/" + UUID.randomUUID() + "/dates";
        List<Integer> statuses = IntStream.range(0, ADDRESS_BURST + 20)
                .mapToObj(i -> from(address).get(path).statusCode())
                .toList();
        assertThat(statuses).containsOnly(404);
    }

    /** So many keys are more than one client can make in a minute. */
    @Test
    void givenKeysOfADayAgoByTheThousand_whenCleanedUp_thenThereAreMoreUntilAllAreGone() {
        database.run("""
                INSERT INTO idempotency_key (caller, idempotency_key, fingerprint, attempt, started_at)
                SELECT UNHEX(REPLACE(UUID(), '-', '')), seq, REPEAT('f', 32), REPEAT('a', 16), NOW() - INTERVAL 2 DAY
                FROM seq_1_to_25000
                """);
        assertThat(requests.forgetOld()).isTrue();
        assertThat(requests.forgetOld()).isTrue();
        assertThat(requests.forgetOld()).isFalse();
        assertThat(database.count("SELECT COUNT(*) FROM idempotency_key")).isZero();
    }

    private RequestSpecification asBuyer() {
        return from(address).auth().oauth2(buyer.token());
    }

    private static RequestSpecification from(String forwardedFor) {
        return given().header("X-Forwarded-For", forwardedFor);
    }
}

package io.onsale.queue.adapter.in.rest;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.allOf;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.greaterThanOrEqualTo;
import static org.hamcrest.Matchers.hasKey;
import static org.hamcrest.Matchers.lessThan;
import static org.hamcrest.Matchers.lessThanOrEqualTo;
import static org.hamcrest.Matchers.notNullValue;
import static org.hamcrest.Matchers.nullValue;

import io.onsale.SettableClock;
import io.onsale.concert.port.in.AnnounceConcert;
import io.onsale.kernel.Caller;
import io.onsale.user.port.in.RegisterUser;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.http.ContentType;
import io.restassured.response.ValidatableResponse;
import jakarta.inject.Inject;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@QuarkusTest
class QueueResourceTest {
    @Inject
    AnnounceConcert announceConcert;

    @Inject
    RegisterUser registerUser;

    @Inject
    SettableClock clock;

    @Test
    void givenRoom_whenEntering_then201ActiveWithAllFields() {
        // Given
        UUID concert = aConcert();
        UUID user = aUser();
        // When
        enter(concert, user)
                // Then
                .statusCode(201)
                .contentType(ContentType.JSON)
                .body("tokenId", notNullValue())
                .body("userId", equalTo(user.toString()))
                .body("concertId", equalTo(concert.toString()))
                .body("status", equalTo("ACTIVE"))
                .body("position", equalTo(0))
                .body("issuedAt", containsString("Z"))
                .body("enteredAt", containsString("Z"))
                .body("expiresAt", containsString("Z"))
                .body("waitTime", equalTo(0))
                .body("waitSeconds", equalTo(0))
                .body("pollAfterMs", greaterThanOrEqualTo(1000));
    }

    @Test
    void givenNoRoom_whenEnteringAndPolling_thenWaitingWithTheSameFields() {
        // Given
        UUID concert = aFullConcert();
        UUID user = aUser();
        // When
        String token = enter(concert, user)
                .statusCode(201)
                .body("status", equalTo("WAITING"))
                .body("position", equalTo(1))
                .extract()
                .path("tokenId");
        // Then
        check(concert, token)
                .statusCode(200)
                .body("tokenId", equalTo(token))
                .body("userId", equalTo(user.toString()))
                .body("status", equalTo("WAITING"))
                .body("position", equalTo(1))
                .body("$", allOf(hasKey("enteredAt"), hasKey("expiresAt"), hasKey("waitTime"), hasKey("waitSeconds")))
                .body("enteredAt", nullValue())
                .body("expiresAt", nullValue())
                .body("pollAfterMs", allOf(greaterThanOrEqualTo(1000), lessThanOrEqualTo(10_000)));
        assertThat(enter(concert, user).statusCode(201).extract().<String>path("tokenId"))
                .isEqualTo(token);
    }

    @Test
    void givenToken_whenLeaving_then204AndTheTokenHasEnded() {
        // Given
        UUID concert = aConcert();
        String active = enter(concert, aUser()).extract().path("tokenId");
        // When
        leave(concert, active).statusCode(204);
        // Then
        assertProblem(leave(concert, active), 401, "QUEUE_TOKEN_ENDED");
        assertProblem(check(concert, active), 401, "QUEUE_TOKEN_ENDED");
    }

    @Test
    void givenWaitingToken_whenLeaving_then204AndTheTokenHasEnded() {
        // Given
        UUID concert = aFullConcert();
        String waiting = enter(concert, aUser()).extract().path("tokenId");
        check(concert, waiting).statusCode(200);
        // When
        leave(concert, waiting).statusCode(204);
        // Then
        assertProblem(check(concert, waiting), 401, "QUEUE_TOKEN_ENDED");
    }

    @Test
    void givenUnknownConcertOrUser_whenEntering_then404() {
        assertProblem(enter(UUID.randomUUID(), aUser()), 404, "CONCERT_NOT_FOUND");
        assertProblem(enter(aConcert(), UUID.randomUUID()), 404, "USER_NOT_FOUND");
    }

    @Test
    void givenIdIsNoUuid_whenCalling_thenRefused() {
        assertRefused(given().post("/api/v1/queue/concerts/1-1-1-1-1/users/{u}", aUser())
                .then());
        assertRefused(
                given().post("/api/v1/queue/concerts/{c}/users/me", aConcert()).then());
        assertRefused(given().auth().oauth2("x").get("/api/v1/queue/concerts/x").then());
        assertRefused(
                given().auth().oauth2("x").delete("/api/v1/queue/concerts/x").then());
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "Basic dXNlcjpwYXNz", "Bearer", "Bearer  ", "token"})
    void givenNoBearerToken_whenCalling_then401(String header) {
        UUID concert = aConcert();
        ValidatableResponse get = given().header("Authorization", header)
                .get("/api/v1/queue/concerts/{c}", concert)
                .then();
        assertProblem(get, 401, "CREDENTIALS_MISSING");
        ValidatableResponse delete = given().header("Authorization", header)
                .delete("/api/v1/queue/concerts/{c}", concert)
                .then();
        assertProblem(delete, 401, "CREDENTIALS_MISSING");
        assertProblem(given().get("/api/v1/queue/concerts/{c}", concert).then(), 401, "CREDENTIALS_MISSING");
    }

    @ParameterizedTest
    @ValueSource(strings = {"x", "a.b.c", "dev..", "eyJhbGciOiJub25lIn0.eyJzdWIiOiJ4In0."})
    void givenGarbageToken_whenCalling_then401(String token) {
        UUID concert = aConcert();
        assertProblem(check(concert, token), 401, "QUEUE_TOKEN_INVALID");
        assertProblem(leave(concert, token), 401, "QUEUE_TOKEN_INVALID");
        assertProblem(check(UUID.randomUUID(), token), 401, "QUEUE_TOKEN_INVALID");
    }

    @Test
    void givenForgedToken_whenCalling_then401() {
        // Given
        UUID concert = aConcert();
        String token = enter(concert, aUser()).extract().path("tokenId");
        // When
        String forged = token.substring(0, 20) + (token.charAt(20) == 'A' ? 'B' : 'A') + token.substring(21);
        // Then
        assertProblem(check(concert, forged), 401, "QUEUE_TOKEN_INVALID");
    }

    @Test
    void givenTokenOfAnotherConcert_whenCalling_then403OrWhereThereIsNone404() {
        // Given
        String token = enter(aConcert(), aUser()).extract().path("tokenId");
        UUID other = aConcert();
        // When
        assertProblem(check(other, token), 403, "TOKEN_OF_ANOTHER_CONCERT");
        // Then
        assertProblem(leave(other, token), 403, "TOKEN_OF_ANOTHER_CONCERT");
        assertProblem(check(UUID.randomUUID(), token), 404, "CONCERT_NOT_FOUND");
        assertProblem(leave(UUID.randomUUID(), token), 404, "CONCERT_NOT_FOUND");
    }

    @Test
    void givenWrongMethod_whenCalling_then405() {
        assertProblem(given().put("/api/v1/queue/concerts/{c}", aConcert()).then(), 405, "METHOD_NOT_ALLOWED");
    }

    private UUID aConcert() {
        var command = new AnnounceConcert.Command(
                "Onsale", "The Waiters", Optional.of(clock.instant().minusSeconds(60)));
        return announceConcert.announce(command).id().value();
    }

    private UUID aFullConcert() {
        UUID concert = aConcert();
        given().contentType(ContentType.JSON)
                .body("{\"maxActive\":1,\"claimSeconds\":20,\"activeSeconds\":300,\"paused\":false}")
                .put("/api/v1/admin/concerts/{c}/queue", concert)
                .then()
                .statusCode(200);
        enter(concert, aUser()).body("status", equalTo("ACTIVE"));
        return concert;
    }

    private UUID aUser() {
        return registerUser.register(Caller.TRUSTED).balance().userId().value();
    }

    private static ValidatableResponse enter(UUID concert, UUID user) {
        return given().post("/api/v1/queue/concerts/{c}/users/{u}", concert, user)
                .then();
    }

    private static ValidatableResponse check(UUID concert, String token) {
        return given().auth()
                .oauth2(token)
                .get("/api/v1/queue/concerts/{c}", concert)
                .then();
    }

    private static ValidatableResponse leave(UUID concert, String token) {
        return given().auth()
                .oauth2(token)
                .delete("/api/v1/queue/concerts/{c}", concert)
                .then();
    }

    private static void assertRefused(ValidatableResponse response) {
        response.statusCode(allOf(greaterThanOrEqualTo(400), lessThan(500))).contentType("application/problem+json");
    }

    private static void assertProblem(ValidatableResponse response, int status, String code) {
        response.statusCode(status)
                .contentType("application/problem+json")
                .body("code", equalTo(code))
                .body("status", equalTo(status));
    }
}

package io.onsale.queue.adapter.in.rest;

import static io.restassured.RestAssured.given;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.notNullValue;
import static org.hamcrest.Matchers.nullValue;

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
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@QuarkusTest
class QueueAdminResourceTest {
    private static final String PATH = "/api/v1/admin/concerts/{c}/queue";

    @Inject
    AnnounceConcert announceConcert;

    @Inject
    RegisterUser registerUser;

    @Test
    void givenNothingWasSet_whenReading_thenDefaultsAndAnEmptyQueue() {
        given().get(PATH, aConcert())
                .then()
                .statusCode(200)
                .body("maxActive", equalTo(50))
                .body("admitPerSecond", nullValue())
                .body("claimSeconds", equalTo(20))
                .body("activeSeconds", equalTo(300))
                .body("paused", equalTo(false))
                .body("proofOfWorkBits", equalTo(0))
                .body("firstHoldSeconds", equalTo(60))
                .body("unpaidHolds", equalTo(3))
                .body("releaseSpread", equalTo(0))
                .body("entryOpensAt", nullValue())
                .body("waiting", equalTo(0))
                .body("active", equalTo(0))
                .body("admittedPerSecond", equalTo(0.0f));
    }

    @Test
    void givenSettings_whenChangedTwice_thenTheLastHoldAndAreInForceAtOnce() {
        // Given
        UUID concert = aConcert();
        put(
                        concert,
                        "{\"maxActive\":7,\"admitPerSecond\":3,\"claimSeconds\":30,\"activeSeconds\":60,\"paused\":true,\"proofOfWorkBits\":12,"
                                + "\"firstHoldSeconds\":30,\"unpaidHolds\":5,\"releaseSpread\":20,\"entryOpensAt\":\"2030-01-01T00:00:00Z\"}")
                .statusCode(200)
                .body("firstHoldSeconds", equalTo(30))
                .body("unpaidHolds", equalTo(5))
                .body("releaseSpread", equalTo(20))
                .body("entryOpensAt", equalTo("2030-01-01T00:00:00Z"))
                .body("admitPerSecond", equalTo(3))
                .body("paused", equalTo(true))
                .body("proofOfWorkBits", equalTo(12));
        // When
        put(concert, "{\"maxActive\":1,\"claimSeconds\":25,\"activeSeconds\":90,\"paused\":true}")
                .statusCode(200);
        enter(concert);
        // Then
        given().get(PATH, concert)
                .then()
                .statusCode(200)
                .body("maxActive", equalTo(1))
                .body("admitPerSecond", nullValue())
                .body("claimSeconds", equalTo(25))
                .body("activeSeconds", equalTo(90))
                .body("paused", equalTo(true))
                .body("proofOfWorkBits", equalTo(0))
                .body("firstHoldSeconds", equalTo(60))
                .body("unpaidHolds", equalTo(3))
                .body("releaseSpread", equalTo(0))
                .body("entryOpensAt", nullValue())
                .body("waiting", equalTo(1))
                .body("active", equalTo(0));
    }

    @Test
    void givenProofOfWork_whenChanged_thenTheAuditLogHasBeforeAndAfter() {
        // Given
        UUID concert = aConcert();
        // When
        put(
                        concert,
                        "{\"maxActive\":5,\"claimSeconds\":20,\"activeSeconds\":300,\"paused\":false,\"proofOfWorkBits\":18}")
                .statusCode(200);
        // Then
        String entry = "items.find { it.target == 'concerts/%s/queue' }.".formatted(concert);
        given().get("/api/v1/admin/audit-log?size=1000")
                .then()
                .body(entry + "detail.before.proofOfWorkBits", equalTo(0))
                .body(entry + "detail.after.proofOfWorkBits", equalTo(18));
    }

    @Test
    void givenUnknownConcert_whenCalling_then404() {
        given().get(PATH, UUID.randomUUID()).then().statusCode(404).body("code", equalTo("CONCERT_NOT_FOUND"));
        put(UUID.randomUUID(), "{\"maxActive\":1,\"claimSeconds\":20,\"activeSeconds\":300,\"paused\":false}")
                .statusCode(404)
                .body("code", equalTo("CONCERT_NOT_FOUND"));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            maxActive      | {"maxActive":0,"claimSeconds":20,"activeSeconds":300,"paused":false}
            maxActive      | {"claimSeconds":20,"activeSeconds":300,"paused":false}
            admitPerSecond | {"maxActive":1,"admitPerSecond":0,"claimSeconds":20,"activeSeconds":300,"paused":false}
            claimSeconds   | {"maxActive":1,"claimSeconds":1,"activeSeconds":300,"paused":false}
            activeSeconds  | {"maxActive":1,"claimSeconds":20,"activeSeconds":86401,"paused":false}
            paused         | {"maxActive":1,"claimSeconds":20,"activeSeconds":300}
            proofOfWorkBits | {"maxActive":1,"claimSeconds":20,"activeSeconds":300,"paused":false,"proofOfWorkBits":31}
            proofOfWorkBits | {"maxActive":1,"claimSeconds":20,"activeSeconds":300,"paused":false,"proofOfWorkBits":-1}
            firstHoldSeconds | {"maxActive":1,"claimSeconds":20,"activeSeconds":300,"paused":false,"firstHoldSeconds":0}
            unpaidHolds | {"maxActive":1,"claimSeconds":20,"activeSeconds":300,"paused":false,"unpaidHolds":-1}
            releaseSpread | {"maxActive":1,"claimSeconds":20,"activeSeconds":300,"paused":false,"releaseSpread":601}
            entryOpensAt | {"maxActive":1,"claimSeconds":20,"activeSeconds":300,"paused":false,"entryOpensAt":"tomorrow"}
            """)
    void givenFieldIsWrong_whenChanging_then400ThatNamesIt(String field, String body) {
        put(aConcert(), body)
                .statusCode(400)
                .contentType("application/problem+json")
                .body("code", equalTo("VALIDATION"))
                .body("errors.field", hasItem(field))
                .body("errors[0].reason", notNullValue());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{",
                "[]",
                "\"x\"",
                "null",
                "",
                "{\"maxActive\":\"5\"}",
                "{\"maxActive\":1.5}",
                "{\"paused\":\"no\"}"
            })
    void givenBodyIsNotAsExpected_whenChanging_then400(String body) {
        put(aConcert(), body).statusCode(400);
    }

    @Test
    void givenOtherMediaType_whenChanging_then415() {
        given().contentType(ContentType.TEXT)
                .body("x")
                .put(PATH, aConcert())
                .then()
                .statusCode(415);
    }

    private static ValidatableResponse put(UUID concert, String body) {
        return given().contentType(ContentType.JSON)
                .body(body)
                .put(PATH, concert)
                .then();
    }

    private void enter(UUID concert) {
        UUID user = registerUser.register(Caller.TRUSTED).balance().userId().value();
        given().post("/api/v1/queue/concerts/{c}/users/{u}", concert, user)
                .then()
                .statusCode(201);
    }

    private UUID aConcert() {
        var command = new AnnounceConcert.Command("Onsale", "The Waiters", Optional.empty());
        return announceConcert.announce(command).id().value();
    }
}

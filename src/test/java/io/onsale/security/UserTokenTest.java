package io.onsale.security;

import static io.restassured.RestAssured.given;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.equalTo;

import io.onsale.Race;
import io.onsale.booking.BookingApi;
import io.onsale.booking.BookingApi.Answer;
import io.onsale.booking.BookingApi.Buyer;
import io.onsale.booking.BookingApi.Show;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.smallrye.jwt.build.JwtClaimsBuilder;
import java.time.Instant;
import java.util.Base64;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.UnaryOperator;
import org.eclipse.microprofile.config.ConfigProvider;
import org.junit.jupiter.api.Test;

/** Tests of what a user token proves, and what it does not. */
@QuarkusTest
@TestProfile(WithUserTokens.class)
class UserTokenTest {
    private static final String USER_ROLE = "user";

    private final BookingApi api = new BookingApi(new UserTokens());
    private final BookingApi bare = new BookingApi();

    @Test
    void givenToken_register_opensTheAccountOfItsSubjectOnce() {
        // Given
        String user = anyUser();
        String token = UserTokens.of(user, USER_ROLE);
        // When
        Answer first = bare.call("POST", "/users", token, null);
        Answer again = bare.call("POST", "/users", token, null);
        // Then
        assertThat(first.status()).isEqualTo(201);
        assertThat(first.text("userId")).isEqualTo(user);
        assertThat(again.status()).isEqualTo(200);
        assertThat(again.body()).isEqualTo(first.body());
    }

    @Test
    void givenTwentyAtOnce_register_oneIsFirstAndTheWelcomeIsOne() throws Exception {
        // Given
        String user = anyUser();
        String token = UserTokens.of(user, USER_ROLE);
        // When
        List<Answer> answers = Race.between(Collections.nCopies(20, () -> bare.call("POST", "/users", token, null)));
        // Then
        assertThat(answers).extracting(Answer::status).containsOnlyOnce(201).containsOnly(201, 200);
        assertThat(api.points(user))
                .isEqualTo(answers.get(0).body().path("amount").asLong());
        assertThat(api.history(user)).hasSizeLessThanOrEqualTo(1);
    }

    @Test
    void givenTokens_whenBooking_thenTheJourneyIsTheSame() {
        // Given
        Show show = api.aShow();
        Buyer buyer = api.aBuyer(show, 50_000);
        // When
        String reservation = api.reserved(show, buyer, show.seats().get(0));
        Answer paid = api.pay(buyer, reservation);
        // Then
        assertThat(paid.status()).isEqualTo(200);
        assertThat(api.points(buyer.user())).isEqualTo(30_000);
        assertThat(api.call("GET", "/users/" + buyer.user() + "/reservations", null, null)
                        .body()
                        .path("items"))
                .hasSize(1);
    }

    @Test
    void givenOtherUser_whenAsking_thenItIsTheSameWhetherOrNotThereIsSuchAUser() {
        // Given
        Show show = api.aShow();
        String there = api.aUser(0);
        String token = UserTokens.of(api.aUser(0), USER_ROLE);
        for (String path : List.of("/points", "/points/history", "/reservations")) {
            // When
            Answer ofSomebody = bare.call("GET", "/users/" + there + path, token, null);
            Answer ofNobody = bare.call("GET", "/users/" + anyUser() + path, token, null);
            // Then
            assertThat(ofSomebody.status()).isEqualTo(403);
            assertThat(ofNobody.code()).isEqualTo(ofSomebody.code());
            assertThat(ofNobody.text("detail")).isEqualTo(ofSomebody.text("detail"));
        }
        String queue = "/queue/concerts/" + show.concert() + "/users/";
        assertThat(bare.call("POST", queue + there, token, null).code()).isEqualTo("NOT_YOUR_ACCOUNT");
        assertThat(bare.call("POST", queue + anyUser(), token, null).code()).isEqualTo("NOT_YOUR_ACCOUNT");
    }

    @Test
    void givenKeyThatAnotherHasUsed_whenChargingForThem_thenNotEvenTheAnswerIsGivenAgain() {
        // Given
        String user = api.aUser(0);
        Answer charged = api.charge(user, 1_000, "Idempotency-Key", "known");
        String token = UserTokens.of(api.aUser(0), USER_ROLE);
        // When
        Answer again = bare.call(
                "POST", "/users/" + user + "/points", token, Map.of("point", 1_000), "Idempotency-Key", "known");
        // Then
        assertThat(charged.status()).isEqualTo(200);
        assertThat(again.code()).isEqualTo("NOT_YOUR_ACCOUNT");
    }

    @Test
    void givenUser_whenChargingForNothing_thenForbidden() {
        // Given
        String user = api.aUser(0);
        String other = api.aUser(0);
        String token = UserTokens.of(user, USER_ROLE);
        // When, Then
        assertThat(charge(token, user, Map.of("point", 1_000)).code()).isEqualTo("CHARGING_CLOSED");
        assertThat(charge(token, other, Map.of("point", 1_000)).code()).isEqualTo("NOT_YOUR_ACCOUNT");
        assertThat(charge(token, user, Map.of("point", 1_000, "reference", "made up"))
                        .code())
                .isEqualTo("ROLE_MISSING");
        assertThat(api.points(user)).isZero();
        assertThat(api.points(other)).isZero();
    }

    @Test
    void givenOperatorOrPayments_whenCharging_thenOnceForTheReference_andTheLogSaysWho() {
        for (String role : List.of("admin", "payments")) {
            // Given
            String user = api.aUser(0);
            String operator = role + "@example.com"; // not every caller who takes payments has an account here
            String token = UserTokens.of(operator, role);
            Map<String, Object> body = Map.of("point", 1_000, "reference", "payment of " + user);
            // When
            Answer first = charge(token, user, body);
            Answer again = charge(token, user, body);
            Answer without = charge(token, user, Map.of("point", 1_000));
            // Then
            assertThat(first.status()).as("%s", first.body()).isEqualTo(200);
            assertThat(again.status()).isEqualTo(200);
            assertThat(again.body()).isEqualTo(first.body());
            assertThat(without.status()).isEqualTo(400);
            assertThat(without.code()).isEqualTo("CHARGE_REFERENCE_MISSING");
            assertThat(api.points(user)).isEqualTo(1_000);
            assertThat(api.call("GET", "/admin/audit-log?size=20", null, null)
                            .body()
                            .path("items"))
                    .filteredOn(item -> item.path("target").asText().equals("users/" + user + "/points"))
                    .singleElement()
                    .satisfies(item -> assertThat(item.path("actor").asText()).isEqualTo(operator));
        }
    }

    private Answer charge(String token, String user, Map<String, ?> body) {
        return bare.call("POST", "/users/" + user + "/points", token, body);
    }

    @Test
    void givenReservation_whenAStrangerAsks_thenNothingIsSaidOfItsOwner() {
        // Given
        Show show = api.aShow();
        Buyer owner = api.aBuyer(show, 0);
        String reservation = api.reserved(show, owner, show.seats().get(0));
        // When
        Answer answer = api.reservation(api.aBuyer(show, 0), reservation);
        // Then
        assertThat(answer.code()).isEqualTo("NOT_YOUR_RESERVATION");
        assertThat(answer.body().toString()).doesNotContain(owner.user()).doesNotContain(show.date());
    }

    @Test
    void givenOperator_whenReadingAnAccount_thenForbidden() {
        String user = api.aUser(0);
        assertThat(bare.call("GET", "/users/" + user + "/points", new UserTokens().ofOperator(), null)
                        .code())
                .isEqualTo("ROLE_MISSING");
    }

    @Test
    void givenSubjectThatIsNoId_whenActing_thenForbidden() {
        for (String subject :
                List.of("somebody@example.com", "1-1-1-1-1", " ", "101990000-000-7000-8000-0000000000a1")) {
            assertThat(bare.call("POST", "/users", UserTokens.of(subject, USER_ROLE), null)
                            .code())
                    .isEqualTo("SUBJECT_IS_NO_USER");
        }
    }

    @Test
    void givenNameThatLooksLikeAnother_whenActing_thenTheSubjectCounts() {
        // Given
        String user = api.aUser(0);
        String other = api.aUser(0);
        String token = with(user, claims -> claims.upn(other).preferredUserName(other));
        // When, Then
        assertThat(pointsWith(token, user)).isEqualTo("200");
        assertThat(pointsWith(token, other)).isEqualTo("403 NOT_YOUR_ACCOUNT");
    }

    @Test
    void givenTimes_whenActing_thenTheClocksMayDifferByAMinute() {
        // Given
        String user = api.aUser(0);
        Instant now = Instant.now();
        // When, Then
        assertThat(pointsWith(times(user, now.minusSeconds(600), now.minusSeconds(30)), user))
                .isEqualTo("200");
        assertThat(pointsWith(times(user, now.minusSeconds(600), now.minusSeconds(120)), user))
                .isEqualTo("401 USER_TOKEN_INVALID");
        assertThat(pointsWith(
                        with(
                                user,
                                claims ->
                                        claims.claim("nbf", now.plusSeconds(600).getEpochSecond())),
                        user))
                .isEqualTo("401 USER_TOKEN_INVALID");
    }

    @Test
    void givenPublicKeyAsSecret_inWhateverSpelling_thenItIsNone() {
        // Given
        String user = api.aUser(0);
        String base64 = ConfigProvider.getConfig().getValue("mp.jwt.verify.publickey", String.class);
        String pem = "-----BEGIN PUBLIC KEY-----\n" + base64 + "\n-----END PUBLIC KEY-----\n";
        for (byte[] secret : List.of(base64.getBytes(UTF_8), Base64.getDecoder().decode(base64), pem.getBytes(UTF_8))) {
            // When, Then
            assertThat(pointsWith(UserTokens.signedWith(secret, user, USER_ROLE), user))
                    .isEqualTo("401 USER_TOKEN_INVALID");
        }
    }

    @Test
    void givenNoSubject_whenActing_thenAnotherNameIsNone() {
        String token = new UserTokens().ofOperator();
        String named = UserTokens.with(
                anyUser(), "admin", claims -> claims.remove("sub").upn(anyUser()));
        assertThat(bare.call("GET", "/admin/audit-log", token, null).status()).isEqualTo(200);
        assertThat(bare.call("GET", "/admin/audit-log", named, null).code()).isEqualTo("USER_TOKEN_INVALID");
    }

    @Test
    void givenNoGroups_whenActing_thenForbidden() {
        String user = api.aUser(0);
        assertThat(pointsWith(with(user, claims -> claims.groups("")), user)).isEqualTo("403 ROLE_MISSING");
    }

    @Test
    void givenGarbage_whenReadingInPublic_thenItIsIgnored() {
        for (String path : List.of("/concerts", "/concerts/rankings/sold-out")) {
            assertThat(bare.call("GET", path, "garbage", null).status()).isEqualTo(200);
            given().header("Authorization", "Basic dTpw")
                    .get("/api/v1" + path)
                    .then()
                    .statusCode(200);
        }
    }

    @Test
    void givenOperator_whenChangingSomething_thenTheLogSaysWho() {
        // Given
        String operator = anyUser();
        String token = UserTokens.of(operator, "admin");
        // When
        String concert = bare.call("POST", "/concerts", token, Map.of("title", "Logged", "artist", "Audit"))
                .text("concertId");
        // Then
        var entry =
                bare.call("GET", "/admin/audit-log?size=20", token, null).body().path("items");
        assertThat(entry)
                .filteredOn(item -> item.path("target").asText().equals("concerts/" + concert))
                .singleElement()
                .satisfies(item -> {
                    assertThat(item.path("actor").asText()).isEqualTo(operator);
                    assertThat(item.path("action").asText()).isEqualTo("CONCERT_ANNOUNCED");
                });
    }

    @Test
    void givenOperatorWithALineBreakInTheName_whenChangingSomething_thenTheLogHasNone() {
        // Given
        String operator = "somebody\r\n" + anyUser();
        String token = UserTokens.of(operator, "admin");
        // When
        bare.call("POST", "/concerts", token, Map.of("title", "Logged", "artist", "Audit"));
        // Then
        var entries =
                bare.call("GET", "/admin/audit-log?size=20", token, null).body().path("items");
        assertThat(entries)
                .extracting(item -> item.path("actor").asText())
                .contains(operator.replace("\r\n", "\\u000d\\u000a"))
                .allSatisfy(actor -> assertThat(actor).doesNotContainPattern("\\p{Cc}"));
    }

    @Test
    void givenDevelopment_whenAskingForAToken_thenItOpensTheOwnAccount() {
        // Given
        String user = anyUser();
        // When
        String token = given().contentType("application/json")
                .body(Map.of("userId", user))
                .post("/dev/tokens")
                .then()
                .statusCode(200)
                .extract()
                .path("token");
        // Then
        assertThat(bare.call("POST", "/users", token, null).status()).isEqualTo(201);
        assertThat(bare.call("GET", "/admin/audit-log", token, null).code()).isEqualTo("ROLE_MISSING");
        given().contentType("application/json")
                .body(Map.of("userId", user, "groups", List.of("root")))
                .post("/dev/tokens")
                .then()
                .statusCode(400)
                .body("code", equalTo("VALIDATION"));
    }

    private String pointsWith(String token, String user) {
        Answer answer = bare.call("GET", "/users/" + user + "/points", token, null);
        return answer.code() == null ? "" + answer.status() : answer.status() + " " + answer.code();
    }

    private static String times(String user, Instant issuedAt, Instant expiresAt) {
        return with(user, claims -> claims.issuedAt(issuedAt).expiresAt(expiresAt));
    }

    private static String with(String user, UnaryOperator<JwtClaimsBuilder> change) {
        return UserTokens.with(user, USER_ROLE, change);
    }

    private static String anyUser() {
        return UUID.randomUUID().toString();
    }
}

package io.onsale.security;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;

import io.onsale.booking.BookingApi;
import io.onsale.booking.BookingApi.Answer;
import io.onsale.booking.BookingApi.Buyer;
import io.onsale.booking.BookingApi.Credentials;
import io.onsale.booking.BookingApi.Show;
import io.onsale.cluster.Instance;
import io.onsale.cluster.Instance.Ended;
import io.onsale.cluster.Servers;
import io.onsale.queue.QueueFixture;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.Key;
import java.security.KeyPair;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Tests of the packaged application with user tokens, limits and proofs of work, as in production. */
class SecuredIT {
    private static Servers servers;
    private static Map<String, String> settings;
    private static Instance instance;
    private static BookingApi api;

    /** Tokens made as by the identity provider, with the same key. */
    private static final class HandedOut implements Credentials {
        @Override
        public String ofUser(String user) {
            return token(user, "user");
        }

        @Override
        public String ofOperator() {
            return token(UUID.randomUUID().toString(), "admin");
        }

        private static String token(String user, String role) {
            return given().contentType("application/json")
                    .body(Map.of("userId", user, "groups", List.of(role)))
                    .post(instance.url() + "/dev/tokens")
                    .then()
                    .statusCode(200)
                    .extract()
                    .path("token");
        }
    }

    @BeforeAll
    static void anInstance() throws IOException {
        servers = Servers.start("secured");
        KeyPair keys = RsaKeys.generate();
        settings = new HashMap<>(servers.settings());
        settings.put("onsale.security.user-auth", "jwt");
        settings.put("onsale.security.allow-user-auth-off", "false");
        settings.put("onsale.user.charging", "operator");
        settings.put("mp.jwt.verify.publickey.location", file("PUBLIC", keys.getPublic()));
        settings.put("smallrye.jwt.sign.key.location", file("PRIVATE", keys.getPrivate()));
        settings.put("mp.jwt.verify.issuer", "https://login.example.com");
        settings.put("mp.jwt.verify.audiences", "onsale");
        instance = new Instance("secured", settings).awaitReady();
        api = new BookingApi(instance::url, new HandedOut());
    }

    private static String file(String what, Key key) throws IOException {
        Path file = Files.createDirectories(Path.of("target", "secured")).resolve(what + ".pem");
        Files.writeString(file, RsaKeys.pem(what, key));
        return file.toUri().toString();
    }

    @AfterAll
    static void stop() {
        instance.close();
        servers.close();
    }

    @Test
    void givenUserToken_whenBooking_thenItIsSold_andWithoutNothing() {
        // Given
        var bare = new BookingApi(instance.url());
        Show show = api.aShow();
        Buyer buyer = api.aBuyer(show, 50_000);
        // When
        Answer paid = api.pay(buyer, api.reserved(show, buyer, show.seats().get(0)));
        // Then
        assertThat(paid.text("status")).isEqualTo("SUCCESS");
        String points = "/users/" + buyer.user() + "/points";
        String token = HandedOut.token(buyer.user(), "user");
        assertThat(bare.call("GET", points, token, null).status()).isEqualTo(200);
        assertThat(bare.call("GET", points, token + "A", null).code()).isEqualTo("USER_TOKEN_INVALID");
        assertThat(bare.call("GET", points, buyer.token(), null).code()).isEqualTo("USER_TOKEN_INVALID");
        assertThat(bare.call("GET", points, null, null).code()).isEqualTo("CREDENTIALS_MISSING");
        assertThat(bare.call("GET", "/admin/audit-log", token, null).code()).isEqualTo("ROLE_MISSING");
        assertThat(bare.call("POST", points, token, Map.of("point", 1_000)).code())
                .isEqualTo("CHARGING_CLOSED");
        assertThat(bare.call("POST", points, token, Map.of("point", 1_000, "reference", "made up"))
                        .code())
                .isEqualTo("ROLE_MISSING");
        assertThat(bare.call("GET", "/concerts", "garbage", null).status()).isEqualTo(200);
    }

    @Test
    void givenOneWhoEntersAgainAndAgain_thenLimited() {
        // Given
        Show show = api.aShow();
        String user = api.aUser(0);
        // When
        List<Answer> answers = IntStream.range(0, 12)
                .mapToObj(i -> api.call("POST", "/queue/concerts/" + show.concert() + "/users/" + user, null, null))
                .toList();
        // Then
        assertThat(answers)
                .extracting(Answer::status)
                .startsWith(201, 201, 201, 201, 201)
                .contains(429);
        assertThat(answers).extracting(Answer::status).containsOnly(201, 429);
    }

    @Test
    void givenConcertThatAsksForWork_whenEntering_thenWithAProof() {
        // Given
        Show show = api.aShow();
        String user = api.aUser(0);
        String path = "/queue/concerts/" + show.concert() + "/users/" + user;
        var policy =
                Map.of("maxActive", 5, "claimSeconds", 20, "activeSeconds", 300, "paused", false, "proofOfWorkBits", 8);
        api.call("PUT", "/admin/concerts/" + show.concert() + "/queue", null, policy);
        // When
        Answer without = api.call("POST", path, null, null);
        Answer challenge = api.call("GET", path + "/challenge", null, null);
        String proof = QueueFixture.solve(
                challenge.text("challenge"), challenge.body().path("bits").asInt());
        Answer with = api.call("POST", path, null, null, "Proof-Of-Work", proof);
        // Then
        assertThat(without.code()).isEqualTo("PROOF_OF_WORK_REQUIRED");
        assertThat(with.status()).as("%s", with.body()).isEqualTo(201);
    }

    @Test
    void givenDoorLeftOpen_whenStarting_thenItSaysSoAndDoesNot() {
        assertThat(refused("onsale.security.user-auth", "off"))
                .contains("onsale.security.user-auth=off opens every account");
        assertThat(refused("mp.jwt.verify.audiences", null)).contains("set mp.jwt.verify.audiences.");
        assertThat(refused("mp.jwt.verify.publickey.location", null)).contains("User tokens cannot be verified");
        assertThat(refused("onsale.queue.token.keys.demo", "short"))
                .contains("onsale.queue.token.keys.demo must have at least 32 bytes");
        assertThat(refused("onsale.http.trusted-proxies", "10.0.0.0/33")).contains("onsale.http.trusted-proxies");
        assertThat(refused("onsale.rate-limits.enter.user.burst", "0")).contains("burst");
    }

    @Test
    void givenWhatEverybodyKnows_whenStartingInProduction_thenItSaysSoAndDoesNot() {
        assertThat(refusedInProduction("no secret at all, but of the length of one"))
                .contains("ONSALE_QUEUE_TOKEN_KEYS_K1 is the key of the demo profile")
                .doesNotContain("fails and is tried again");
        assertThat(refusedInProduction("a secret of our own, of 32 bytes or more"))
                .contains("quarkus.datasource.password is 'onsale', the password of the development servers");
    }

    private static String refusedInProduction(String key) {
        var production = new HashMap<>(settings);
        production.put("quarkus.profile", "prod");
        production.put("onsale.queue.token.signing-key", "k1");
        production.put("onsale.queue.token.keys.k1", key);
        return refused(production);
    }

    private static String refused(String setting, String value) {
        var wrong = new HashMap<>(settings);
        wrong.compute(setting, (name, right) -> value);
        return refused(wrong);
    }

    private static String refused(Map<String, String> wrong) {
        Ended ended = Instance.run("refused", wrong);
        assertThat(ended.code()).isNotZero();
        return ended.out() + ended.err();
    }
}

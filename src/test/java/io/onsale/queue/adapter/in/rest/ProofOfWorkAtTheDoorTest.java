package io.onsale.queue.adapter.in.rest;

import static io.onsale.queue.QueueFixture.solve;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.onsale.Race;
import io.onsale.RedisCommands;
import io.onsale.SettableClock;
import io.onsale.booking.BookingApi;
import io.onsale.booking.BookingApi.Answer;
import io.onsale.booking.BookingApi.Buyer;
import io.onsale.booking.BookingApi.Show;
import io.onsale.queue.adapter.in.scheduler.AdmissionJob;
import io.onsale.queue.domain.ProofOfWork;
import io.quarkus.redis.datasource.RedisDataSource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.RestAssured;
import jakarta.inject.Inject;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Tests of a queue that asks for proof of work: the ways of clients through it, and proofs that are refused. */
@QuarkusTest
class ProofOfWorkAtTheDoorTest {
    private static final int BITS = 10;

    private final BookingApi api = new BookingApi();

    @Inject
    SettableClock clock;

    @Inject
    RedisDataSource redis;

    @Inject
    AdmissionJob job;

    private Show show;
    private String user;

    @BeforeEach
    void aDoorThatAsksForWork() {
        show = api.aShow();
        user = api.aUser(0);
        askFor(show, BITS);
    }

    @AfterEach
    void now() {
        clock.reset();
        job.resume();
    }

    @Test
    void givenChallenge_whenSolved_thenIn() {
        // Given
        Answer asked = challenge(show, user);
        assertThat(asked.status()).isEqualTo(200);
        assertThat(asked.body().path("bits").asInt()).isEqualTo(BITS);
        assertThat(asked.text("algorithm")).isEqualTo("SHA-256");
        assertThat(Duration.between(clock.instant(), Instant.parse(asked.text("expiresAt"))))
                .isBetween(Duration.ofSeconds(290), Duration.ofSeconds(300));
        // When
        Answer entered = enter(show, user, solve(asked.text("challenge"), BITS));
        // Then
        assertThat(entered.status()).as("%s", entered.body()).isEqualTo(201);
        assertThat(entered.text("status")).isEqualTo("ACTIVE");
        assertThat(api.turn(show, new Buyer(user, entered.text("tokenId"))).text("status"))
                .isEqualTo("ACTIVE");
    }

    @Test
    void givenChallenge_whenAskedForAgain_thenAnotherAndNoCacheKeepsIt() {
        assertThat(challenge(show, user).text("challenge"))
                .isNotEqualTo(challenge(show, user).text("challenge"));
        assertThat(RestAssured.get("/api/v1" + door(show, user) + "/challenge")
                        .headers()
                        .getValues("Cache-Control"))
                .containsExactly("no-store");
    }

    @Test
    void givenNoProof_whenEntering_then428() {
        assertRefused(api.call("POST", door(show, user), null, null), 428, "PROOF_OF_WORK_REQUIRED");
    }

    @Test
    void givenProofThatIsNone_whenEntering_then403() {
        // Given
        String challenge = challenge(show, user).text("challenge");
        String good = solve(challenge, BITS);
        for (String proof : List.of(
                "x",
                ":",
                challenge,
                challenge + ":",
                challenge + ":x",
                good + " 1",
                tooWeak(challenge),
                "forged" + good,
                forged(good),
                solve(token(), BITS))) {
            // Then
            assertRefused(enter(show, user, proof), 403, "PROOF_OF_WORK_INVALID");
        }
        assertThat(enter(show, user, good).status()).isEqualTo(201);
    }

    @Test
    void givenProofOfAnotherUserOrConcert_whenEntering_then403() {
        // Given
        Show otherShow = api.aShow();
        askFor(otherShow, BITS);
        String ofAnotherUser = solved(show, api.aUser(0));
        String ofAnotherShow = solved(otherShow, user);
        // Then
        assertRefused(enter(show, user, ofAnotherUser), 403, "PROOF_OF_WORK_INVALID");
        assertRefused(enter(show, user, ofAnotherShow), 403, "PROOF_OF_WORK_INVALID");
    }

    @Test
    void givenChallenge_whenFiveMinutesHavePassed_then403() {
        // Given
        String early = solved(show, user);
        String late = solved(show, api.aUser(0));
        // When
        clock.advance(Duration.ofMinutes(5).minusSeconds(20));
        assertThat(enter(show, user, early).status()).isEqualTo(201);
        clock.advance(Duration.ofSeconds(20));
        // Then
        assertRefused(enter(show, user, early), 403, "PROOF_OF_WORK_INVALID");
        assertRefused(enter(show, user, late), 403, "PROOF_OF_WORK_INVALID");
    }

    @Test
    void givenUserIsIn_whenEnteringAgainByTheUsedProof_thenTheSameTokenAndPlace() {
        // Given an answer that was lost on its way
        fill();
        String proof = solved(show, user);
        Answer lost = enter(show, user, proof);
        // When
        Answer again = enter(show, user, proof);
        // Then
        assertThat(again.status()).isEqualTo(201);
        assertThat(again.text("tokenId")).isEqualTo(lost.text("tokenId"));
        assertThat(again.text("status")).isEqualTo("WAITING");
        assertThat(again.body().path("position").asLong()).isEqualTo(1);
        assertThat(enter(show, user, solved(show, user)).text("tokenId")).isEqualTo(lost.text("tokenId"));
    }

    @Test
    void givenUserHasLeft_whenEnteringByTheUsedProof_then409AndByAnotherIn() {
        // Given
        String proof = solved(show, user);
        String token = enter(show, user, proof).text("tokenId");
        api.call("DELETE", "/queue/concerts/" + show.concert(), token, null);
        // When
        Answer again = enter(show, user, proof);
        // Then
        assertRefused(again, 409, "PROOF_OF_WORK_USED");
        assertThat(enter(show, user, solved(show, user)).status()).isEqualTo(201);
    }

    @Test
    void givenOneProof_whenFiftyRequestsEnterByItAtOnce_thenOnePlace() throws Exception {
        // Given
        fill();
        String proof = solved(show, user);
        // When
        List<Answer> answers = Race.between(IntStream.range(0, 50)
                .<Callable<Answer>>mapToObj(i -> () -> enter(show, user, proof))
                .toList());
        // Then
        assertThat(answers).extracting(Answer::status).containsOnly(201);
        assertThat(answers.stream().map(answer -> answer.text("tokenId")).distinct())
                .hasSize(1);
        assertThat(queue().path("waiting").asLong()).isEqualTo(1);
    }

    @Test
    void givenDifficultyIsRaised_whenAChallengeOfBeforeIsSolved_thenInAndNewOnesAskForMore() {
        // Given
        String proof = solved(show, user);
        // When
        askFor(show, BITS + 2);
        // Then
        assertThat(challenge(show, user).body().path("bits").asInt()).isEqualTo(BITS + 2);
        assertThat(enter(show, user, proof).status()).isEqualTo(201);
    }

    @Test
    void givenNoWorkIsAskedFor_whenEntering_thenNoChallengeAndNothingIsLookedAt() {
        // Given
        askFor(show, 0);
        // When
        Answer asked = challenge(show, user);
        // Then
        assertThat(asked.body().path("bits").asInt()).isZero();
        assertThat(asked.body().path("challenge").isNull()).isTrue();
        assertThat(asked.body().path("expiresAt").isNull()).isTrue();
        assertThat(enter(show, user, "not looked at").status()).isEqualTo(201);
        assertThat(api.enter(show, api.aUser(0)).token()).isNotNull();
        assertThat(redis.key().keys("onsale:[{]" + show.concert() + "[}]:proof:*"))
                .isEmpty();
    }

    @Test
    void givenUserWhomNobodyKnows_whenAsking_thenAChallengeLikeAnyAndTheDoorTellsAfterTheWorkOnly() {
        // Given
        String nobody = UUID.randomUUID().toString();
        // When
        Answer asked = challenge(show, nobody);
        // Then
        assertThat(asked.status()).isEqualTo(200);
        assertThat(asked.text("challenge")).hasSameSizeAs(challenge(show, user).text("challenge"));
        assertRefused(api.call("POST", door(show, nobody), null, null), 428, "PROOF_OF_WORK_REQUIRED");
        assertRefused(enter(show, nobody, solve(asked.text("challenge"), BITS)), 404, "USER_NOT_FOUND");
    }

    @Test
    void givenUnknownConcert_whenAsking_then404() {
        Show nowhere = new Show(UUID.randomUUID().toString(), null, List.of());
        assertRefused(challenge(nowhere, user), 404, "CONCERT_NOT_FOUND");
        assertRefused(enter(nowhere, user, solved(show, user)), 404, "CONCERT_NOT_FOUND");
    }

    @Test
    void givenChallenge_whenTakenForAQueueToken_then401() {
        Answer polled = api.turn(show, new Buyer(user, challenge(show, user).text("challenge")));
        assertRefused(polled, 401, "QUEUE_TOKEN_INVALID");
    }

    @Test
    void givenChallengesAndBadProofs_whenAskedForAndSent_thenRedisHearsOfNone() {
        // Given
        String nobody = UUID.randomUUID().toString();
        String weak = tooWeak(challenge(show, nobody).text("challenge"));
        job.pause();
        long before = RedisCommands.processed(redis);
        // When
        for (int i = 0; i < 200; i++) {
            challenge(show, nobody);
            assertRefused(enter(show, nobody, weak), 403, "PROOF_OF_WORK_INVALID");
        }
        // Then what goes on by itself is far less
        assertThat(RedisCommands.processed(redis) - before).isLessThan(40);
    }

    private static String door(Show show, String user) {
        return "/queue/concerts/" + show.concert() + "/users/" + user;
    }

    private Answer challenge(Show show, String user) {
        return api.call("GET", door(show, user) + "/challenge", null, null);
    }

    private String solved(Show show, String user) {
        return solve(challenge(show, user).text("challenge"), BITS);
    }

    private Answer enter(Show show, String user, String proof) {
        return api.call("POST", door(show, user), null, null, "Proof-Of-Work", proof);
    }

    private String token() {
        String other = api.aUser(0);
        return enter(show, other, solved(show, other)).text("tokenId");
    }

    private static String tooWeak(String challenge) {
        return IntStream.iterate(0, counter -> counter + 1)
                .mapToObj(counter -> challenge + ':' + counter)
                .filter(proof -> !ProofOfWork.parse(proof).isWorth(BITS)
                        && ProofOfWork.parse(proof).isWorth(BITS - 1))
                .findFirst()
                .orElseThrow();
    }

    /** A challenge forged to ask for fewer bits, with the work done again. */
    private static String forged(String good) {
        String challenge = good.substring(0, good.lastIndexOf(':'));
        int bitsAt = challenge.indexOf('.') + 1 + 32 * 4 / 3;
        char other = challenge.charAt(bitsAt) == 'A' ? 'B' : 'A';
        return solve(challenge.substring(0, bitsAt) + other + challenge.substring(bitsAt + 1), BITS);
    }

    /** Takes the only slot, so that nobody else is admitted. */
    private void fill() {
        change(show, Map.of("maxActive", 1, "proofOfWorkBits", BITS));
        String first = api.aUser(0);
        assertThat(enter(show, first, solved(show, first)).text("status")).isEqualTo("ACTIVE");
    }

    private void askFor(Show show, int bits) {
        change(show, Map.of("maxActive", 50, "proofOfWorkBits", bits));
    }

    private void change(Show show, Map<String, Object> settings) {
        var body = new HashMap<String, Object>(Map.of("claimSeconds", 20, "activeSeconds", 300, "paused", false));
        body.putAll(settings);
        assertThat(api.call("PUT", "/admin/concerts/" + show.concert() + "/queue", null, body)
                        .status())
                .isEqualTo(200);
    }

    private JsonNode queue() {
        return api.call("GET", "/admin/concerts/" + show.concert() + "/queue", null, null)
                .body();
    }

    private static void assertRefused(Answer answer, int status, String code) {
        assertThat(answer.status()).as("%s", answer.body()).isEqualTo(status);
        assertThat(answer.code()).isEqualTo(code);
    }
}

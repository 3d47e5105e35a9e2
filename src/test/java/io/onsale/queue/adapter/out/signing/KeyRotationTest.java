package io.onsale.queue.adapter.out.signing;

import static io.onsale.queue.QueueFixture.aTicket;
import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.onsale.queue.domain.QueueRefusals.InvalidQueueTokenException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/**
 * Tests of key rotation on three instances, one after the other, while everybody polls every instance: the procedure of
 * the runbook, and departures from it.
 */
class KeyRotationTest {
    private static final String OLD = "2026-11";
    private static final String NEW = "2026-12";
    private static final Map<String, String> OLD_SECRET = Map.of(OLD, "a secret of the tests, 32 bytes or more");
    private static final Map<String, String> NEW_SECRET = Map.of(NEW, "another secret, which is long enough too");
    private static final Map<String, String> BOTH = Map.of(
            OLD, OLD_SECRET.get(OLD),
            NEW, NEW_SECRET.get(NEW));

    private final List<HmacQueueTokens> instances = new ArrayList<>(Collections.nCopies(3, keys(OLD_SECRET, OLD)));
    private final List<String> waiting = new ArrayList<>();

    @Test
    void givenRunbook_whenFollowed_thenNobodyWhoWaitsIsEverRefused() {
        // Given
        assertThat(refusedDuring(OLD_SECRET, OLD)).isEmpty();
        // When
        List<String> refused = new ArrayList<>();
        refused.addAll(refusedDuring(BOTH, OLD));
        refused.addAll(refusedDuring(BOTH, NEW));
        boolean endedAny = waiting.removeIf(token -> token.startsWith(OLD));
        refused.addAll(refusedDuring(NEW_SECRET, NEW));
        // Then
        assertThat(endedAny).isTrue();
        assertThat(refused).isEmpty();
        assertThat(waiting).isNotEmpty().allMatch(token -> token.startsWith(NEW));
    }

    @Test
    void givenRunbook_whenGoneBackAfterTheFirstUpdateOrTheSecond_thenNobodyWhoWaitsIsRefused() {
        assertThat(refusedDuring(BOTH, OLD)).isEmpty();
        assertThat(refusedDuring(OLD_SECRET, OLD)).isEmpty();
        assertThat(refusedDuring(BOTH, OLD)).isEmpty();
        assertThat(refusedDuring(BOTH, NEW)).isEmpty();
        assertThat(refusedDuring(BOTH, OLD)).isEmpty();
    }

    @Test
    void givenNewKeySignsBeforeAllKnowIt_whenUpdated_thenNewTokensAreRefusedByInstancesNotYetUpdated() {
        assertThat(refusedDuring(BOTH, NEW)).isNotEmpty().allMatch(token -> token.startsWith(NEW));
    }

    @Test
    void givenKeyIsReplacedInOneUpdate_whenUpdated_thenTokensOfBothAreRefused() {
        refusedDuring(OLD_SECRET, OLD);
        assertThat(refusedDuring(NEW_SECRET, NEW))
                .anyMatch(token -> token.startsWith(OLD))
                .anyMatch(token -> token.startsWith(NEW));
    }

    @Test
    void givenOldKeyIsRemovedWhileItsTokensWait_whenUpdated_thenTheyAreRefused() {
        refusedDuring(BOTH, OLD);
        refusedDuring(BOTH, NEW);
        assertThat(refusedDuring(NEW_SECRET, NEW)).isNotEmpty().allMatch(token -> token.startsWith(OLD));
    }

    /** A rolling update. After each instance one user enters by each of them, and all who wait poll each. */
    private List<String> refusedDuring(Map<String, String> secrets, String signingKey) {
        var refused = new ArrayList<String>();
        for (int updated = 0; updated < instances.size(); updated++) {
            instances.set(updated, keys(secrets, signingKey));
            instances.forEach(instance -> waiting.add(instance.issue(aTicket())));
            for (HmacQueueTokens instance : instances) {
                waiting.stream().filter(token -> !isGood(instance, token)).forEach(refused::add);
            }
        }
        return refused;
    }

    private static boolean isGood(HmacQueueTokens instance, String token) {
        try {
            instance.verify(token);
            return true;
        } catch (InvalidQueueTokenException e) {
            return false;
        }
    }

    private static HmacQueueTokens keys(Map<String, String> secrets, String signingKey) {
        return new HmacQueueTokens(new SigningKeys(secrets, signingKey, new SimpleMeterRegistry()));
    }
}

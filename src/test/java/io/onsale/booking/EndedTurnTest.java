package io.onsale.booking;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.onsale.SettableClock;
import io.onsale.booking.BookingApi.Answer;
import io.onsale.booking.BookingApi.Buyer;
import io.onsale.booking.BookingApi.Show;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Tests that a token opens nothing any more once its turn has ended, whatever ended it: neither seats nor a place, even
 * when its user is in again by another token.
 */
@QuarkusTest
class EndedTurnTest {
    private final BookingApi api = new BookingApi();

    @Inject
    SettableClock clock;

    @AfterEach
    void now() {
        clock.reset();
    }

    @Test
    void givenLastHoldIsPaid_whenTheTokenIsUsed_thenEnded() {
        // Given
        Show show = api.aShow();
        Buyer buyer = api.aBuyer(show, 50_000);
        // When
        Answer paid = api.pay(buyer, api.reserved(show, buyer, show.seats().get(0)));
        // Then
        assertThat(paid.status()).isEqualTo(200);
        assertEnded(show, buyer);
    }

    @Test
    void givenActiveUserHasLeft_whenTheTokenIsUsed_thenEnded() {
        // Given
        Show show = api.aShow();
        Buyer buyer = api.aBuyer(show, 0);
        assertThat(api.turn(show, buyer).text("status")).isEqualTo("ACTIVE");
        // When
        leave(show, buyer);
        // Then
        assertEnded(show, buyer);
    }

    @Test
    void givenWaiterHasLeft_whenTheTokenIsUsed_thenEnded() {
        // Given
        Show show = aShowForOne();
        api.aBuyer(show, 0);
        Buyer waiter = api.aBuyer(show, 0);
        assertThat(api.turn(show, waiter).text("status")).isEqualTo("WAITING");
        // When
        leave(show, waiter);
        // Then
        assertEnded(show, waiter);
    }

    @ParameterizedTest
    @ValueSource(ints = {60, 300})
    void givenSlotIsOver_whenTheTokenIsUsed_thenEnded(int firstHoldSeconds) {
        // Given
        Show show = api.aShow();
        api.setQueue(show, Map.of("firstHoldSeconds", firstHoldSeconds));
        Buyer buyer = api.aBuyer(show, 0);
        clock.advance(Duration.ofSeconds(firstHoldSeconds - 10));
        assertThat(api.turn(show, buyer).text("status")).isEqualTo("ACTIVE");
        // When
        clock.advance(Duration.ofSeconds(10));
        // Then
        assertEnded(show, buyer);
    }

    @Test
    void givenTurnWasNotClaimed_whenTheTokenIsUsed_thenEnded() {
        // Given
        Show show = aShowForOne();
        Buyer inside = api.aBuyer(show, 0);
        Buyer absent = api.aBuyer(show, 0);
        leave(show, inside);
        await().atMost(Duration.ofSeconds(2)).until(() -> waiting(show) == 0);
        // When
        clock.advance(Duration.ofSeconds(20));
        // Then
        assertEnded(show, absent);
    }

    private void assertEnded(Show show, Buyer buyer) {
        assertOpensNothing(show, buyer);
        Buyer again = api.enter(show, buyer.user());
        assertThat(again.token()).isNotEqualTo(buyer.token());
        assertOpensNothing(show, buyer);
        leave(show, again);
    }

    private void assertOpensNothing(Show show, Buyer buyer) {
        // The reservation comes first: a poll would clear away a slot that is over.
        String seat = show.seats().get(1);
        assertRefused(api.reserve(show, buyer, seat));
        assertRefused(api.order(show, buyer, show.seats().subList(1, 3)));
        assertRefused(api.turn(show, buyer));
        assertRefused(api.reserve(show, buyer, seat));
        assertRefused(api.call("DELETE", "/queue/concerts/" + show.concert(), buyer.token(), null));
    }

    private static void assertRefused(Answer answer) {
        assertThat(answer.status()).as("%s", answer.body()).isEqualTo(401);
        assertThat(answer.code()).isEqualTo("QUEUE_TOKEN_ENDED");
    }

    private void leave(Show show, Buyer buyer) {
        assertThat(api.call("DELETE", "/queue/concerts/" + show.concert(), buyer.token(), null)
                        .status())
                .isEqualTo(204);
    }

    private long waiting(Show show) {
        return api.call("GET", "/admin/concerts/" + show.concert() + "/queue", null, null)
                .body()
                .path("waiting")
                .asLong();
    }

    private Show aShowForOne() {
        return api.aShow(Instant.now().minusSeconds(60), 1);
    }
}

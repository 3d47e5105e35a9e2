package io.onsale.queue.adapter.in.rest;

import static io.onsale.queue.QueueFixture.anyConcertId;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.onsale.concert.domain.ConcertId;
import io.onsale.kernel.UnavailableException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.RejectedExecutionException;
import org.junit.jupiter.api.Test;

class FirstRequestsTest {
    private final ConcertId concert = anyConcertId();
    private final List<ConcertId> followed = new ArrayList<>();
    private final Queue<Runnable> workers = new ArrayDeque<>();
    private final FirstRequests requests = new FirstRequests(followed::add, workers::add);

    @Test
    void givenManyRequestsToANewQueue_itsTermsAreReadOnce_andTheyGoOnInTheirOrder() {
        // Given
        var order = new ArrayList<Integer>();
        for (int i = 0; i < 1_000; i++) {
            int place = i;
            requests.followed(concert).thenRun(() -> order.add(place));
        }
        assertThat(order).isEmpty();
        // When
        workers.remove().run();
        // Then
        assertThat(workers).isEmpty();
        assertThat(followed).containsExactly(concert);
        assertThat(order).hasSize(1_000).isSorted();
    }

    @Test
    void givenOtherQueues_theyWaitForTheirOwn() {
        // Given
        var first = requests.followed(concert);
        var other = requests.followed(anyConcertId());
        // When
        workers.remove().run();
        // Then
        assertThat(first).isCompleted();
        assertThat(other).isNotDone();
    }

    @Test
    void givenTermsThatCannotBeRead_allOfTheQueueFail_andTheNextTryAgain() {
        // Given
        var failing = new FirstRequests(
                id -> {
                    throw new UnavailableException("away");
                },
                workers::add);
        var first = failing.followed(concert);
        var second = failing.followed(concert);
        // When
        workers.remove().run();
        // Then
        assertThatThrownBy(first::join).hasCauseInstanceOf(UnavailableException.class);
        assertThatThrownBy(second::join).hasCauseInstanceOf(UnavailableException.class);
        failing.followed(concert);
        assertThat(workers).hasSize(1);
    }

    @Test
    void givenInstanceThatStops_theRequestFails() {
        var stopped = new FirstRequests(followed::add, task -> {
            throw new RejectedExecutionException();
        });
        assertThatThrownBy(() -> stopped.followed(concert).join()).hasCauseInstanceOf(RejectedExecutionException.class);
    }
}

package io.onsale.queue.port.in;

import io.onsale.concert.domain.ConcertId;
import java.util.concurrent.CompletionStage;

public interface CheckTurn {
    /**
     * Says where the holder of a token stands, and claims the slot if their turn has come. Whoever is behind the front is answered from
     * memory. Never blocks if {@link #isAtHand}.
     *
     * @return fails as {@link QueueTokens#verify}, with TokenOfAnotherConcertException, ConcertNotFoundException, QueueTokenEndedException
     */
    CompletionStage<QueueView> check(ConcertId concertId, String token);

    /** Whether this instance follows the concert's queue; if not, a check may have to read the database first. */
    boolean isAtHand(ConcertId concertId);
}

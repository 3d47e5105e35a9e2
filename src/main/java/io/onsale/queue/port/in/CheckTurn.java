package io.onsale.queue.port.in;

import io.onsale.concert.domain.ConcertId;
import io.onsale.queue.domain.QueueTicket;
import java.util.concurrent.CompletionStage;

public interface CheckTurn {
    /**
     * Says where the holder of a token stands, and claims the slot if their turn has come. Whoever is behind the front is answered from
     * memory. Never blocks if {@link #isAtHand}.
     *
     * @param ticket what {@link QueueTokens#verify} has said of the token
     * @return fails with TokenOfAnotherConcertException, ConcertNotFoundException, QueueTokenEndedException
     */
    CompletionStage<QueueView> check(ConcertId concertId, QueueTicket ticket, String token);

    /** Whether this instance follows the concert's queue; if not, a check may have to read the database first. */
    boolean isAtHand(ConcertId concertId);
}

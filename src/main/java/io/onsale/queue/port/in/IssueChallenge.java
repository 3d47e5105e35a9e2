package io.onsale.queue.port.in;

import io.onsale.common.domain.Caller;
import io.onsale.concert.domain.ConcertId;
import io.onsale.concert.domain.ConcertNotFoundException;
import io.onsale.user.domain.UserId;
import java.time.Instant;
import java.util.Optional;

public interface IssueChallenge {
    /**
     * What the user must do to enter. Says nothing about the user, whom it does not look up. Never blocks if {@link CheckTurn#isAtHand}.
     *
     * @return empty if entering takes no work
     * @throws io.onsale.common.domain.NotYourAccountException if the caller is another
     * @throws ConcertNotFoundException if there is no such concert
     */
    Optional<Task> issue(Caller caller, ConcertId concertId, UserId userId);

    /** @param challenge to be solved as {@link io.onsale.queue.domain.ProofOfWork} has it */
    record Task(String challenge, int bits, Instant expiresAt) {}
}

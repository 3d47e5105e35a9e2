package io.onsale.queue.port.in;

import io.onsale.common.domain.Caller;
import io.onsale.concert.domain.ConcertId;
import io.onsale.user.domain.UserId;
import java.util.Optional;
import java.util.concurrent.CompletionStage;

public interface EnterQueue {
    /**
     * Lets a user in or queues them behind all others; who is in already keeps place and token. Never blocks if {@link CheckTurn#isAtHand}.
     *
     * @param proofOfWork the solution of what {@link IssueChallenge} has asked for; not looked at where entering takes no work
     * @return fails with NotYourAccountException if the caller is another, ConcertNotFoundException, ProofOfWorkRequiredException,
     *     InvalidProofOfWorkException, UserNotFoundException, and where the user is not in yet with SaleOverException or
     *     ProofOfWorkUsedException
     */
    CompletionStage<QueueView> enter(Caller caller, ConcertId concertId, UserId userId, Optional<String> proofOfWork);
}

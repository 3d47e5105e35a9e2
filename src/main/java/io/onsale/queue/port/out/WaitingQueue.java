package io.onsale.queue.port.out;

import io.onsale.concert.domain.ConcertId;
import io.onsale.kernel.UnavailableException;
import io.onsale.queue.domain.AcceptedProof;
import io.onsale.queue.domain.QueueFigures;
import io.onsale.queue.domain.QueueTerms;
import io.onsale.queue.domain.QueueTicket;
import io.onsale.queue.domain.Turn;
import io.onsale.user.domain.UserId;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.concurrent.CompletionStage;

/**
 * The queues of all concerts. The first to come is the first admitted; never more than {@code maxActive} users are
 * inside; a user who is in keeps place and ticket. Every method that cannot reach the queue fails with {@link
 * UnavailableException}, and has changed nothing.
 */
public interface WaitingQueue {
    /**
     * Grants a slot if there is room and nobody waits, else a place behind all others; or finds the place or slot that
     * the user has already, for which a proof is not used up. Fails for a user who is not in yet with SaleOverException
     * once the last deadline has passed, with EntryNotOpenException before the entry opens, and with
     * ProofOfWorkUsedException if somebody has entered by the same proof.
     */
    CompletionStage<Turn> enter(ConcertId concertId, UserId userId, QueueTerms terms, Optional<AcceptedProof> proof);

    /**
     * The position of a waiter as far as this instance knows it for sure, without asking Redis; empty if only {@link
     * #claim} can tell.
     *
     * @throws io.onsale.queue.domain.QueueRefusals.QueueTokenEndedException if it is known that the ticket's holder has
     *     left
     */
    Optional<Turn> recall(QueueTicket ticket);

    /**
     * Claims the slot if the turn has come. Fails with QueueTokenEndedException if the ticket has neither place nor
     * slot any more.
     */
    CompletionStage<Turn> claim(QueueTicket ticket, QueueTerms terms);

    /** @return false if the ticket had neither place nor slot any more */
    boolean leave(QueueTicket ticket);

    /**
     * Whether {@link #admit} is of use, as far as this instance knows: somebody waits in the queue, or it was used here since the last look. A
     * quiet queue costs nothing.
     */
    boolean isLookDue(ConcertId concertId);

    /**
     * Gives free slots to the users who have waited longest, if this instance is the one that admits, and refreshes
     * what it knows of the queue.
     */
    CompletionStage<Void> admit(ConcertId concertId, QueueTerms terms);

    QueueFigures figures(ConcertId concertId, QueueTerms terms);

    /**
     * The admissions a second over the last half minute as this instance has seen them; empty while there were none.
     */
    OptionalDouble admittedPerSecond(ConcertId concertId);

    /** Tells other instances in which queues somebody waits, and returns all queues in which somebody waits on any instance. */
    Set<ConcertId> waitedIn();
}

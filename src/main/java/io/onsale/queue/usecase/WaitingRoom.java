package io.onsale.queue.usecase;

import io.onsale.concert.domain.ConcertId;
import io.onsale.concert.domain.Sale;
import io.onsale.concert.port.in.OpeningTimes;
import io.onsale.kernel.Caller;
import io.onsale.queue.domain.AcceptedProof;
import io.onsale.queue.domain.Outlook;
import io.onsale.queue.domain.QueueRefusals.QueueTokenEndedException;
import io.onsale.queue.domain.QueueRefusals.TokenOfAnotherConcertException;
import io.onsale.queue.domain.QueueTerms;
import io.onsale.queue.domain.QueueTicket;
import io.onsale.queue.domain.Turn;
import io.onsale.queue.port.in.QueueTokens;
import io.onsale.queue.port.in.QueueView;
import io.onsale.queue.port.out.QueueTokenIssuer;
import io.onsale.queue.port.out.WaitingQueue;
import io.onsale.user.domain.UserId;
import io.onsale.user.domain.UserRefusals.UserNotFoundException;
import io.onsale.user.port.in.RegisteredUsers;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * The waiting room of a concert as buyers meet it: they enter, ask where they stand, and leave. A waiter behind the
 * front is answered from memory.
 */
@ApplicationScoped
public class WaitingRoom {
    private final WaitingQueue queue;
    private final FollowedTerms terms;
    private final Doorkeeper doorkeeper;
    private final QueueTokens tokens;
    private final QueueTokenIssuer issuer;
    private final OpeningTimes openingTimes;
    private final RegisteredUsers users;
    private final Clock clock;

    public WaitingRoom(
            WaitingQueue queue,
            FollowedTerms terms,
            Doorkeeper doorkeeper,
            QueueTokens tokens,
            QueueTokenIssuer issuer,
            OpeningTimes openingTimes,
            RegisteredUsers users,
            Clock clock) {
        this.queue = queue;
        this.terms = terms;
        this.doorkeeper = doorkeeper;
        this.tokens = tokens;
        this.issuer = issuer;
        this.openingTimes = openingTimes;
        this.users = users;
        this.clock = clock;
    }

    /**
     * Lets a user in or queues them behind all others. A user who is in already keeps place and token. Never blocks if
     * {@link #isAtHand}.
     *
     * @param proofOfWork the solution of the task from {@link Doorkeeper}; ignored where entering takes no work
     * @return fails with NotYourAccountException if the caller is another user, ConcertNotFoundException,
     *     ProofOfWorkRequiredException, InvalidProofOfWorkException, UserNotFoundException, and where the user is not
     *     in yet with SaleOverException, EntryNotOpenException or ProofOfWorkUsedException
     */
    public CompletionStage<QueueView> enter(
            Caller caller, ConcertId concertId, UserId userId, Optional<String> proofOfWork) {
        caller.requireIs(userId.value());
        QueueTerms current = terms.atHand(concertId);
        Optional<AcceptedProof> proof = doorkeeper.check(concertId, userId, current.policy(), proofOfWork);
        return users.isRegistered(userId)
                .thenCompose(registered -> {
                    if (!registered) {
                        throw new UserNotFoundException(userId);
                    }
                    return queue.enter(concertId, userId, current, proof);
                })
                .thenApply(turn -> view(issuer.issue(turn.ticket()), turn, current));
    }

    /**
     * Says where the holder of a token stands, and claims the slot if their turn has come. A holder behind the front is
     * answered from memory. Never blocks if {@link #isAtHand}.
     *
     * @param ticket what {@link QueueTokens#verify} has said of the token
     * @return fails with TokenOfAnotherConcertException, ConcertNotFoundException, QueueTokenEndedException
     */
    public CompletionStage<QueueView> check(ConcertId concertId, QueueTicket ticket, String token) {
        requireConcert(concertId, ticket);
        QueueTerms current = terms.atHand(concertId);
        Optional<Turn> recalled = queue.recall(ticket);
        if (recalled.isPresent()) {
            return CompletableFuture.completedStage(view(token, recalled.get(), current));
        }
        return queue.claim(ticket, current).thenApply(turn -> view(token, turn, current));
    }

    /** Whether this instance follows the concert's queue; if not, a check may have to read the database first. */
    public boolean isAtHand(ConcertId concertId) {
        return terms.known(concertId).isPresent();
    }

    /**
     * Has this instance know the queue's terms, if nobody used the queue here so far. Blocks.
     *
     * @throws io.onsale.concert.domain.ConcertRefusals.ConcertNotFoundException if there is no such concert
     */
    public void follow(ConcertId concertId) {
        terms.atHand(concertId);
    }

    /** Gives up place or slot, which is free at once. Fails as {@link QueueTokens#verify} and {@link #check}. */
    public void leave(ConcertId concertId, String token) {
        QueueTicket ticket = tokens.verify(token);
        requireConcert(concertId, ticket);
        if (!queue.leave(ticket)) {
            throw new QueueTokenEndedException();
        }
    }

    private void requireConcert(ConcertId concertId, QueueTicket ticket) {
        if (!ticket.concert().equals(concertId)) {
            if (!isAtHand(concertId)) {
                openingTimes.openTimeOf(concertId);
            }
            throw new TokenOfAnotherConcertException();
        }
    }

    private QueueView view(String token, Turn turn, QueueTerms current) {
        var pace = queue.admittedPerSecond(turn.ticket().concert());
        Instant now = clock.instant();
        Sale sale = current.sale();
        return new QueueView(token, turn, Outlook.of(turn, current, pace, now), sale.soldOut(), sale.isOver(now));
    }
}

package io.onsale.queue.usecase;

import io.onsale.common.domain.Caller;
import io.onsale.concert.domain.ConcertId;
import io.onsale.concert.domain.Sale;
import io.onsale.concert.port.in.OpeningTimes;
import io.onsale.queue.domain.AcceptedProof;
import io.onsale.queue.domain.Outlook;
import io.onsale.queue.domain.QueueTerms;
import io.onsale.queue.domain.QueueTicket;
import io.onsale.queue.domain.QueueTokenEndedException;
import io.onsale.queue.domain.TokenOfAnotherConcertException;
import io.onsale.queue.domain.Turn;
import io.onsale.queue.port.in.CheckTurn;
import io.onsale.queue.port.in.EnterQueue;
import io.onsale.queue.port.in.LeaveQueue;
import io.onsale.queue.port.in.QueueTokens;
import io.onsale.queue.port.in.QueueView;
import io.onsale.queue.port.out.QueueTokenIssuer;
import io.onsale.queue.port.out.WaitingQueue;
import io.onsale.user.domain.UserId;
import io.onsale.user.domain.UserNotFoundException;
import io.onsale.user.port.in.RegisteredUsers;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

@ApplicationScoped
public class WaitingRoom implements EnterQueue, CheckTurn, LeaveQueue {
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

    @Override
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

    @Override
    public CompletionStage<QueueView> check(ConcertId concertId, QueueTicket ticket, String token) {
        requireConcert(concertId, ticket);
        QueueTerms current = terms.atHand(concertId);
        Optional<Turn> recalled = queue.recall(ticket);
        if (recalled.isPresent()) {
            return CompletableFuture.completedStage(view(token, recalled.get(), current));
        }
        return queue.claim(ticket, current).thenApply(turn -> view(token, turn, current));
    }

    @Override
    public boolean isAtHand(ConcertId concertId) {
        return terms.known(concertId).isPresent();
    }

    @Override
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

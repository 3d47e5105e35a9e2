package io.onsale.queue.usecase;

import io.onsale.concert.domain.ConcertId;
import io.onsale.concert.domain.ConcertRefusals.ConcertNotFoundException;
import io.onsale.kernel.Caller;
import io.onsale.queue.config.QueueConfig;
import io.onsale.queue.domain.AcceptedProof;
import io.onsale.queue.domain.Challenge;
import io.onsale.queue.domain.ProofOfWork;
import io.onsale.queue.domain.QueuePolicy;
import io.onsale.queue.domain.QueueRefusals.InvalidProofOfWorkException;
import io.onsale.queue.domain.QueueRefusals.ProofOfWorkRequiredException;
import io.onsale.queue.port.out.Challenges;
import io.onsale.user.domain.UserId;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;

/**
 * Asks newcomers for a proof of work where the policy wants one. What it decides by is in the proof itself: a bad one costs an HMAC and a
 * digest, and neither Redis nor the database hears of it.
 */
@ApplicationScoped
public class Doorkeeper {
    /** @param challenge to be solved as {@link ProofOfWork} has it */
    public record Task(String challenge, int bits, Instant expiresAt) {}

    private final FollowedTerms terms;
    private final Challenges challenges;
    private final Clock clock;
    private final Duration validFor;

    public Doorkeeper(FollowedTerms terms, Challenges challenges, Clock clock, QueueConfig config) {
        this.terms = terms;
        this.challenges = challenges;
        this.clock = clock;
        this.validFor = config.proofOfWork().validFor();
    }

    /**
     * What the user must do to enter. Says nothing about the user, whom it does not look up. Never blocks if {@link WaitingRoom#isAtHand}.
     *
     * @return empty if entering takes no work
     * @throws io.onsale.kernel.NotYourAccountException if the caller is another
     * @throws ConcertNotFoundException if there is no such concert
     */
    public Optional<Task> issue(Caller caller, ConcertId concertId, UserId userId) {
        caller.requireIs(userId.value());
        int bits = terms.atHand(concertId).policy().proofOfWorkBits();
        if (bits == 0) {
            return Optional.empty();
        }
        Instant expiresAt = Instant.ofEpochMilli(clock.instant().plus(validFor).toEpochMilli());
        var challenge = new Challenge(userId, concertId, bits, expiresAt, UUID.randomUUID());
        return Optional.of(new Task(challenges.issue(challenge), bits, expiresAt));
    }

    /**
     * A challenge is worth the bits that it asked for, also if more are asked for meanwhile: whoever is at work on it does not lose it.
     *
     * @return empty if entering takes no work
     */
    Optional<AcceptedProof> check(
            ConcertId concertId, UserId userId, QueuePolicy policy, Optional<String> proofOfWork) {
        if (policy.proofOfWorkBits() == 0) {
            return Optional.empty();
        }
        ProofOfWork proof = ProofOfWork.parse(proofOfWork.orElseThrow(ProofOfWorkRequiredException::new));
        Challenge challenge = challenges.verify(proof.challenge()).orElseThrow(InvalidProofOfWorkException::new);
        Instant now = clock.instant();
        if (!challenge.isFor(userId, concertId) || challenge.hasExpired(now) || !proof.isWorth(challenge.bits())) {
            throw new InvalidProofOfWorkException();
        }
        return Optional.of(new AcceptedProof(challenge.nonce(), Duration.between(now, challenge.expiresAt())));
    }
}

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
 * The doorkeeper of a waiting room: it asks newcomers for a proof of work where the policy wants one. All that it
 * decides by is in the proof itself, so that a bad proof costs an HMAC and a digest, and reaches neither Redis nor the
 * database.
 */
@ApplicationScoped
public class Doorkeeper {
    /** @param challenge the challenge to solve, as {@link ProofOfWork} describes */
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
     * The task that the user must solve to enter. It does not look the user up, and so says nothing about them. Never
     * blocks if {@link WaitingRoom#isAtHand}.
     *
     * @return empty if entering takes no work
     * @throws io.onsale.kernel.NotYourAccountException if the caller is another user
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
     * Checks a proof against the bits of its own challenge, even if the policy asks for more meanwhile: a user who is
     * at work on a challenge does not lose it.
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

package io.onsale.queue;

import io.onsale.concert.domain.ConcertId;
import io.onsale.concert.domain.Sale;
import io.onsale.queue.domain.Challenge;
import io.onsale.queue.domain.HoldLimits;
import io.onsale.queue.domain.ProofOfWork;
import io.onsale.queue.domain.QueuePolicy;
import io.onsale.queue.domain.QueueTerms;
import io.onsale.queue.domain.QueueTicket;
import io.onsale.user.domain.UserId;
import java.time.Instant;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.UUID;
import java.util.stream.LongStream;

public final class QueueFixture {
    public static final int CLAIM_SECONDS = 20;
    public static final int ACTIVE_SECONDS = 300;

    private QueueFixture() {}

    public static ConcertId anyConcertId() {
        return new ConcertId(UUID.randomUUID());
    }

    public static UserId anyUserId() {
        return new UserId(UUID.randomUUID());
    }

    public static QueuePolicy aPolicy(int maxActive) {
        return aPolicy(maxActive, OptionalInt.empty(), CLAIM_SECONDS, ACTIVE_SECONDS, false, 0);
    }

    public static QueuePolicy aPolicy(
            int maxActive,
            OptionalInt admitPerSecond,
            int claimSeconds,
            int activeSeconds,
            boolean paused,
            int proofOfWorkBits) {
        var limits = new HoldLimits(activeSeconds, 0, 0);
        return new QueuePolicy(
                maxActive,
                admitPerSecond,
                claimSeconds,
                activeSeconds,
                paused,
                proofOfWorkBits,
                limits,
                Optional.empty());
    }

    public static QueueTerms openWith(int maxActive) {
        return new QueueTerms(aPolicy(maxActive), Instant.EPOCH, Sale.TO_COME);
    }

    public static QueueTerms openWithPace(int maxActive, int admitPerSecond) {
        var policy = aPolicy(maxActive, OptionalInt.of(admitPerSecond), CLAIM_SECONDS, ACTIVE_SECONDS, false, 0);
        return new QueueTerms(policy, Instant.EPOCH, Sale.TO_COME);
    }

    public static QueueTerms paused() {
        return new QueueTerms(
                aPolicy(50, OptionalInt.empty(), CLAIM_SECONDS, ACTIVE_SECONDS, true, 0), Instant.EPOCH, Sale.TO_COME);
    }

    public static QueueTerms openingAt(Instant openTime) {
        return new QueueTerms(aPolicy(50), openTime, Sale.TO_COME);
    }

    public static QueueTerms openUntil(Instant lastDeadline, int maxActive) {
        return new QueueTerms(aPolicy(maxActive), Instant.EPOCH, new Sale(lastDeadline, false));
    }

    public static Challenge aChallenge(int bits) {
        return new Challenge(
                anyUserId(), anyConcertId(), bits, Instant.ofEpochMilli(1_790_000_000_123L), UUID.randomUUID());
    }

    /** Solves a challenge as a client does. */
    public static String solve(String challenge, int bits) {
        return LongStream.iterate(0, counter -> counter + 1)
                .mapToObj(counter -> challenge + ':' + counter)
                .filter(proof -> ProofOfWork.parse(proof).isWorth(bits))
                .findFirst()
                .orElseThrow();
    }

    public static QueueTicket aTicket() {
        return aTicket(1_790_000_000_000_000L);
    }

    public static QueueTicket aTicket(long sequence) {
        return new QueueTicket(anyUserId(), anyConcertId(), sequence, Instant.ofEpochMilli(1_790_000_000_123L));
    }
}

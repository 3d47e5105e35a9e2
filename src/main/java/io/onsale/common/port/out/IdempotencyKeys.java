package io.onsale.common.port.out;

import io.onsale.common.domain.IdempotentRequest;
import io.onsale.common.port.in.IdempotentRequests.Answer;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;

/** The named requests of the last day. */
public interface IdempotencyKeys {
    /** @param answer empty while the request runs */
    record Entry(byte[] fingerprint, UUID attempt, Instant startedAt, Optional<Answer> answer) {}

    /** True if nobody had the key. */
    boolean claim(IdempotentRequest request, UUID attempt, Instant now);

    Optional<Entry> find(IdempotentRequest request);

    /**
     * Takes over the key of an attempt that is given up; false if somebody else was faster, or if it has been answered meanwhile.
     *
     * @param forgotten answers to requests that were started before do not count any more
     */
    boolean takeOver(IdempotentRequest request, UUID given, Instant forgotten, UUID attempt, Instant now);

    /** False if the key has been taken over meanwhile: the caller's transaction must roll back. */
    boolean answered(IdempotentRequest request, UUID attempt, Answer answer);

    void release(IdempotentRequest request, UUID attempt);

    /** Deletes some of them; true if there may be more. */
    boolean deleteStartedBefore(Instant time);
}

package io.onsale.platform.idempotency;

import io.onsale.kernel.DomainException;
import io.onsale.kernel.ErrorKind;
import io.onsale.kernel.IdGenerator;
import io.onsale.platform.idempotency.IdempotencyRefusals.IdempotencyKeyReusedException;
import io.onsale.platform.idempotency.IdempotencyRefusals.RequestInProgressException;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.transaction.Transactional;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * Does a named request once and gives its answer as often as it is asked (IETF draft "The Idempotency-Key HTTP Header Field"). The key is
 * claimed in a transaction of its own, so that a second request is told at once that the first still runs; then the work is done and its
 * answer written in one transaction. An instance that dies in between leaves a claim without effects, which may be taken over when no
 * request can be running that long any more.
 */
@ApplicationScoped
public class IdempotentRequests {
    /** An HTTP answer as it was first sent. */
    public record Answer(int status, String body) {}

    private static final Duration KEPT = Duration.ofHours(24);
    /** No request runs longer; and if one did, its answer could not be written any more and its transaction would roll back. */
    private static final Duration LONGEST_REQUEST = Duration.ofSeconds(15);

    private static final Set<ErrorKind> NOT_KEPT =
            EnumSet.of(ErrorKind.UNAUTHENTICATED, ErrorKind.FORBIDDEN, ErrorKind.NOT_FOUND);

    private final IdempotencyKeys keys;
    private final IdGenerator ids;
    private final Clock clock;

    public IdempotentRequests(IdempotencyKeys keys, IdGenerator ids, Clock clock) {
        this.keys = keys;
        this.ids = ids;
        this.clock = clock;
    }

    /**
     * Runs the call in a transaction together with the record of its answer: both are committed or neither. A refusal is an answer,
     * too; an outage is none, nor is that something is not there, so that the request can be sent again.
     *
     * @param refusal how a refusal reads as an answer
     * @throws IdempotencyKeyReusedException if the key belongs to another request
     * @throws RequestInProgressException if the first request still runs
     */
    public Answer once(IdempotentRequest request, Supplier<Answer> call, Function<DomainException, Answer> refusal) {
        UUID attempt = ids.next();
        Optional<Answer> given = claim(request, attempt);
        if (given.isPresent()) {
            return given.get();
        }
        try {
            return perform(request, attempt, call);
        } catch (DomainException e) {
            // Of the moment, like an outage or a lock that somebody else has, of the token, or of something that is not
            // there, of which anybody can
            // make up any number: no answer to give again for a day.
            if (e.retryAfter().isPresent() || NOT_KEPT.contains(e.kind())) {
                release(request, attempt);
                throw e;
            }
            return record(request, attempt, refusal.apply(e));
        } catch (RuntimeException e) {
            release(request, attempt);
            throw e;
        }
    }

    @Transactional(Transactional.TxType.REQUIRES_NEW)
    Optional<Answer> claim(IdempotentRequest request, UUID attempt) {
        Instant now = clock.instant();
        if (keys.claim(request, attempt, now)) {
            return Optional.empty();
        }
        IdempotencyKeys.Entry entry = keys.find(request).orElseThrow(RequestInProgressException::new);
        boolean old = entry.startedAt().plus(KEPT).isBefore(now);
        if (!old && !Arrays.equals(entry.fingerprint(), request.fingerprint())) {
            throw new IdempotencyKeyReusedException();
        }
        if (!old && entry.answer().isPresent()) {
            return entry.answer();
        }
        boolean abandoned = entry.startedAt().plus(LONGEST_REQUEST).isBefore(now);
        if (abandoned && keys.takeOver(request, entry.attempt(), now.minus(KEPT), attempt, now)) {
            return Optional.empty();
        }
        throw new RequestInProgressException();
    }

    @Transactional
    Answer perform(IdempotentRequest request, UUID attempt, Supplier<Answer> call) {
        return record(request, attempt, call.get());
    }

    @Transactional
    Answer record(IdempotentRequest request, UUID attempt, Answer answer) {
        if (!keys.answered(request, attempt, answer)) {
            throw new RequestInProgressException();
        }
        return answer;
    }

    @Transactional
    void release(IdempotentRequest request, UUID attempt) {
        keys.release(request, attempt);
    }

    /** Forgets some of the answers that are older than a day; true if there may be more of them. */
    @Transactional
    public boolean forgetOld() {
        return keys.deleteStartedBefore(clock.instant().minus(KEPT));
    }
}

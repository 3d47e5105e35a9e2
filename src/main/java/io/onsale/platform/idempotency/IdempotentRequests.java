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
 * The execution of named requests: each has its effect once, and its answer is given as often as it is asked (IETF draft "The
 * Idempotency-Key HTTP Header Field", ADR 5). The key is claimed in a transaction of its own, so that a second request learns at once that
 * the first still runs; then the work is done and its answer written in one transaction. An instance that dies in between leaves a claim
 * without effects, which another request may take over once the longest possible request would have ended.
 */
@ApplicationScoped
public class IdempotentRequests {
    /** An HTTP answer as it was first sent. */
    public record Answer(int status, String body) {}

    private static final Duration KEPT = Duration.ofHours(24);
    /** No request runs longer; the transaction of one that did would roll back, since it could not write its answer any more. */
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
     * Runs the call in a transaction together with the record of its answer: both are committed or neither. A refusal counts as an answer.
     * An outage does not, nor does a refusal that asks to try again later, nor one for a missing thing, a missing right or a missing
     * credential: the request can then be sent again.
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
            // These refusals are not kept for a day: they are of the moment (an outage, a lock of another transaction),
            // of the token, or of something that does not exist, of which anybody can make up any number.
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

    /** Deletes some of the answers that are older than a day; true if there may be more of them. */
    @Transactional
    public boolean forgetOld() {
        return keys.deleteStartedBefore(clock.instant().minus(KEPT));
    }
}

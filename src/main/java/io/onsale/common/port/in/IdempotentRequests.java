package io.onsale.common.port.in;

import io.onsale.common.domain.DomainException;
import io.onsale.common.domain.IdempotentRequest;
import java.util.function.Function;
import java.util.function.Supplier;

/** Does a named request once and gives its answer as often as it is asked (IETF draft "The Idempotency-Key HTTP Header Field"). */
public interface IdempotentRequests {
    /** An HTTP answer as it was first sent. */
    record Answer(int status, String body) {}

    /**
     * Runs the call in a transaction together with the record of its answer: both are committed or neither. A refusal is an answer,
     * too; an outage is none, nor is that something is not there, so that the request can be sent again.
     *
     * @param refusal how a refusal reads as an answer
     * @throws io.onsale.common.domain.IdempotencyKeyReusedException if the key belongs to another request
     * @throws io.onsale.common.domain.RequestInProgressException if the first request still runs
     */
    Answer once(IdempotentRequest request, Supplier<Answer> call, Function<DomainException, Answer> refusal);

    /** Forgets some of the answers that are older than a day; true if there may be more of them. */
    boolean forgetOld();
}

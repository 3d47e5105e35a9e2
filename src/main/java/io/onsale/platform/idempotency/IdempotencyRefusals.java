package io.onsale.platform.idempotency;

import io.onsale.kernel.DomainException;
import io.onsale.kernel.ErrorKind;
import io.onsale.kernel.Refusal;
import java.time.Duration;

/** What is wrong with an Idempotency-Key, each rule with its code. */
public final class IdempotencyRefusals {
    private IdempotencyRefusals() {}

    @Refusal(kind = ErrorKind.REUSED_KEY, code = "IDEMPOTENCY_KEY_REUSED")
    public static final class IdempotencyKeyReusedException extends DomainException {
        public IdempotencyKeyReusedException() {
            super("This Idempotency-Key belongs to another request.");
        }
    }

    @Refusal(kind = ErrorKind.INVALID, code = "IDEMPOTENCY_KEY_INVALID")
    public static final class InvalidIdempotencyKeyException extends DomainException {
        InvalidIdempotencyKeyException() {
            super("An Idempotency-Key has 1 to " + Replies.MAX_KEY_LENGTH + " printable ASCII characters.");
        }
    }

    @Refusal(kind = ErrorKind.CONFLICT, code = "REQUEST_IN_PROGRESS", hint = Refusal.ASK_AGAIN)
    public static final class RequestInProgressException extends DomainException {
        public RequestInProgressException() {
            super("The first request with this Idempotency-Key is still running.", Duration.ofSeconds(1));
        }
    }
}

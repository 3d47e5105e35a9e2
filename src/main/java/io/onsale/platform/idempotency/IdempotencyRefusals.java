package io.onsale.platform.idempotency;

import io.onsale.kernel.DomainException;
import io.onsale.kernel.ErrorKind;
import java.time.Duration;

/** What is wrong with an Idempotency-Key, each rule with its code. */
public final class IdempotencyRefusals {
    private IdempotencyRefusals() {}

    public static final class IdempotencyKeyReusedException extends DomainException {
        public IdempotencyKeyReusedException() {
            super(ErrorKind.REUSED_KEY, "IDEMPOTENCY_KEY_REUSED", "This Idempotency-Key belongs to another request.");
        }
    }

    public static final class RequestInProgressException extends DomainException {
        public RequestInProgressException() {
            super(
                    ErrorKind.CONFLICT,
                    "REQUEST_IN_PROGRESS",
                    "The first request with this Idempotency-Key is still running.",
                    Duration.ofSeconds(1));
        }
    }
}

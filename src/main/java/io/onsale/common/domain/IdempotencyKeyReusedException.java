package io.onsale.common.domain;

public final class IdempotencyKeyReusedException extends DomainException {
    public IdempotencyKeyReusedException() {
        super(ErrorKind.REUSED_KEY, "IDEMPOTENCY_KEY_REUSED", "This Idempotency-Key belongs to another request.");
    }
}

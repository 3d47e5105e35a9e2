package io.onsale.common.domain;

import java.time.Duration;

public final class RequestInProgressException extends DomainException {
    public RequestInProgressException() {
        super(
                ErrorKind.CONFLICT,
                "REQUEST_IN_PROGRESS",
                "The first request with this Idempotency-Key is still running.",
                Duration.ofSeconds(1));
    }
}

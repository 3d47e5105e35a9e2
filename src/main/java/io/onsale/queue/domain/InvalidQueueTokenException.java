package io.onsale.queue.domain;

import io.onsale.common.domain.DomainException;
import io.onsale.common.domain.ErrorKind;

public final class InvalidQueueTokenException extends DomainException {
    public InvalidQueueTokenException() {
        super(ErrorKind.UNAUTHENTICATED, "QUEUE_TOKEN_INVALID", "This is not a queue token issued here.");
    }
}

package io.onsale.queue.domain;

import io.onsale.common.domain.DomainException;
import io.onsale.common.domain.ErrorKind;

public final class QueueTokenEndedException extends DomainException {
    public QueueTokenEndedException() {
        super(
                ErrorKind.UNAUTHENTICATED,
                "QUEUE_TOKEN_ENDED",
                "The turn of this queue token is over. Enter the queue again.");
    }
}

package io.onsale.reservation.domain;

import io.onsale.common.domain.DomainException;
import io.onsale.common.domain.ErrorKind;

/** The slot has ended by payment, leaving or time. */
public final class TurnOverException extends DomainException {
    public TurnOverException() {
        super(ErrorKind.UNAUTHENTICATED, "QUEUE_TURN_OVER", "The turn of this token is over. Enter the queue again.");
    }
}

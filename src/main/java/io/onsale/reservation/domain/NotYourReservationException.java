package io.onsale.reservation.domain;

import io.onsale.common.domain.DomainException;
import io.onsale.common.domain.ErrorKind;

public final class NotYourReservationException extends DomainException {
    public NotYourReservationException() {
        super(ErrorKind.FORBIDDEN, "NOT_YOUR_RESERVATION", "The reservation belongs to somebody else.");
    }
}

package io.onsale.reservation.domain;

import io.onsale.common.domain.DomainException;
import io.onsale.common.domain.ErrorKind;

public final class ReservationFinalException extends DomainException {
    public ReservationFinalException(ReservationStatus status) {
        super(
                ErrorKind.CONFLICT,
                "RESERVATION_FINAL",
                "The reservation is " + status + " and cannot be changed any more.");
    }
}

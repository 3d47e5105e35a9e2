package io.onsale.reservation.domain;

import io.onsale.common.domain.DomainException;
import io.onsale.common.domain.ErrorKind;

public final class ReservationNotFoundException extends DomainException {
    public ReservationNotFoundException(ReservationId id) {
        super(ErrorKind.NOT_FOUND, "RESERVATION_NOT_FOUND", "There is no reservation " + id + ".");
    }
}

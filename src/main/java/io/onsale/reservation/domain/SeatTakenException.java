package io.onsale.reservation.domain;

import io.onsale.common.domain.DomainException;
import io.onsale.common.domain.ErrorKind;

public final class SeatTakenException extends DomainException {
    public SeatTakenException() {
        super(
                ErrorKind.CONFLICT,
                "SEAT_TAKEN",
                "Somebody else has the seat, or one of the seats. Nothing was reserved.");
    }
}

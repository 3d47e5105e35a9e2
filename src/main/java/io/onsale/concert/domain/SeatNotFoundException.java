package io.onsale.concert.domain;

import io.onsale.common.domain.DomainException;
import io.onsale.common.domain.ErrorKind;

public final class SeatNotFoundException extends DomainException {
    public SeatNotFoundException(SeatId seatId) {
        super(ErrorKind.NOT_FOUND, "SEAT_NOT_FOUND", "There is no seat " + seatId + ".");
    }
}

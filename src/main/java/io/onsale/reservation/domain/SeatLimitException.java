package io.onsale.reservation.domain;

import io.onsale.common.domain.DomainException;
import io.onsale.common.domain.ErrorKind;

public final class SeatLimitException extends DomainException {
    public SeatLimitException(int limit) {
        super(ErrorKind.CONFLICT, "SEAT_LIMIT", "A user can have at most " + limit + " seats of this concert.");
    }
}

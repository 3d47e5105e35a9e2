package io.onsale.concert.domain;

import io.onsale.common.domain.DomainException;
import io.onsale.common.domain.ErrorKind;

public final class SeatNotOfDateException extends DomainException {
    public SeatNotOfDateException(SeatId seatId, PerformanceId performanceId) {
        super(
                ErrorKind.INVALID,
                "SEAT_NOT_OF_DATE",
                "Seat " + seatId + " does not belong to concert date " + performanceId + ".");
    }
}

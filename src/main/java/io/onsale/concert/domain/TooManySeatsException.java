package io.onsale.concert.domain;

import io.onsale.common.domain.DomainException;
import io.onsale.common.domain.ErrorKind;

public final class TooManySeatsException extends DomainException {
    public TooManySeatsException() {
        super(ErrorKind.INVALID, "TOO_MANY_SEATS", "A date has at most " + SeatBlock.MAX_SEATS_PER_DATE + " seats.");
    }
}

package io.onsale.reservation.domain;

import io.onsale.common.domain.DomainException;
import io.onsale.common.domain.ErrorKind;

public final class HoldExpiredException extends DomainException {
    public HoldExpiredException() {
        super(ErrorKind.GONE, "HOLD_EXPIRED", "The hold has expired and the seats are on sale again.");
    }
}

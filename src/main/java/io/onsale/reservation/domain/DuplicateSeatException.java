package io.onsale.reservation.domain;

import io.onsale.common.domain.DomainException;
import io.onsale.common.domain.ErrorKind;

public final class DuplicateSeatException extends DomainException {
    public DuplicateSeatException() {
        super(ErrorKind.INVALID, "DUPLICATE_SEAT", "A seat can be asked for only once in an order.");
    }
}

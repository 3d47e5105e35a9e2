package io.onsale.concert.domain;

import io.onsale.common.domain.DomainException;
import io.onsale.common.domain.ErrorKind;

public final class DuplicateDateException extends DomainException {
    public DuplicateDateException() {
        super(ErrorKind.CONFLICT, "DATE_EXISTS", "The concert already has this date.");
    }
}

package io.onsale.concert.domain;

import io.onsale.common.domain.DomainException;
import io.onsale.common.domain.ErrorKind;

/** A date in the past, or a deadline that is past or after the date. */
public final class InvalidDateException extends DomainException {
    public InvalidDateException(String detail) {
        super(ErrorKind.INVALID, "DATE_INVALID", detail);
    }
}

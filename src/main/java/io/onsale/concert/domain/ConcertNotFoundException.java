package io.onsale.concert.domain;

import io.onsale.common.domain.DomainException;
import io.onsale.common.domain.ErrorKind;

public final class ConcertNotFoundException extends DomainException {
    public ConcertNotFoundException(ConcertId concertId) {
        super(ErrorKind.NOT_FOUND, "CONCERT_NOT_FOUND", "There is no concert " + concertId + ".");
    }
}

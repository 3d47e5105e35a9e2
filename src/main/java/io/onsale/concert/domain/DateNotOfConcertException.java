package io.onsale.concert.domain;

import io.onsale.common.domain.DomainException;
import io.onsale.common.domain.ErrorKind;

public final class DateNotOfConcertException extends DomainException {
    public DateNotOfConcertException(PerformanceId performanceId, ConcertId concertId) {
        super(
                ErrorKind.INVALID,
                "DATE_NOT_OF_CONCERT",
                "Concert date " + performanceId + " does not belong to concert " + concertId + ".");
    }
}

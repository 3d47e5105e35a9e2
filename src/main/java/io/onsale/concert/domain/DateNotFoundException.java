package io.onsale.concert.domain;

import io.onsale.common.domain.DomainException;
import io.onsale.common.domain.ErrorKind;

public final class DateNotFoundException extends DomainException {
    public DateNotFoundException(PerformanceId performanceId) {
        super(ErrorKind.NOT_FOUND, "DATE_NOT_FOUND", "There is no concert date " + performanceId + ".");
    }
}

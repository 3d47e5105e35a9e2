package io.onsale.reservation.domain;

import io.onsale.common.domain.DomainException;
import io.onsale.common.domain.ErrorKind;
import java.time.Duration;

/** Another request is making, paying, cancelling or expiring it this very moment. */
public final class ReservationBusyException extends DomainException {
    public ReservationBusyException() {
        super(
                ErrorKind.CONFLICT,
                "RESERVATION_BUSY",
                "The reservation is being made, paid or cancelled right now.",
                Duration.ofSeconds(1));
    }
}

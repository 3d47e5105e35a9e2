package io.onsale.user.domain;

import io.onsale.common.domain.DomainException;
import io.onsale.common.domain.ErrorKind;

/** Points are not to be had for nothing. */
public final class ChargingClosedException extends DomainException {
    public ChargingClosedException() {
        super(
                ErrorKind.FORBIDDEN,
                "CHARGING_CLOSED",
                "Points are charged by operators and by the group payments, with the reference of what was paid for them.");
    }
}

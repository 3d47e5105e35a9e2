package io.onsale.reservation.domain;

import io.onsale.common.domain.DomainException;
import io.onsale.common.domain.ErrorKind;

public final class StillWaitingException extends DomainException {
    public StillWaitingException() {
        super(
                ErrorKind.FORBIDDEN,
                "STILL_WAITING",
                "It is not your turn yet: seats can be reserved once the token is ACTIVE.");
    }
}

package io.onsale.reservation.domain;

import io.onsale.common.domain.DomainException;
import io.onsale.common.domain.ErrorKind;
import java.time.Duration;

public final class HoldCoolDownException extends DomainException {
    public HoldCoolDownException(Duration wait) {
        super(
                ErrorKind.TOO_MANY_REQUESTS,
                "HOLD_COOL_DOWN",
                "Too many of your holds for this concert have ended unpaid. The next one has to wait.",
                wait);
    }
}

package io.onsale.concert.domain;

import io.onsale.common.domain.DomainException;
import io.onsale.common.domain.ErrorKind;
import java.time.Instant;

public final class NotOpenYetException extends DomainException {
    public NotOpenYetException(Instant openTime) {
        super(ErrorKind.INVALID, "NOT_OPEN_YET", "The concert opens at " + openTime + ".");
    }
}

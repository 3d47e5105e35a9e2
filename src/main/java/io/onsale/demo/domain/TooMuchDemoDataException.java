package io.onsale.demo.domain;

import io.onsale.common.domain.DomainException;
import io.onsale.common.domain.ErrorKind;

public final class TooMuchDemoDataException extends DomainException {
    public TooMuchDemoDataException(int maxSeats) {
        super(ErrorKind.INVALID, "TOO_MUCH_DEMO_DATA", "At most " + maxSeats + " seats can be made at once.");
    }
}

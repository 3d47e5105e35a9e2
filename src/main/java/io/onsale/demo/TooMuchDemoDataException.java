package io.onsale.demo;

import io.onsale.kernel.DomainException;
import io.onsale.kernel.ErrorKind;

public final class TooMuchDemoDataException extends DomainException {
    public TooMuchDemoDataException(int maxSeats) {
        super(ErrorKind.INVALID, "TOO_MUCH_DEMO_DATA", "At most " + maxSeats + " seats can be made at once.");
    }
}

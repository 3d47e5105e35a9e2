package io.onsale.demo;

import io.onsale.kernel.DomainException;
import io.onsale.kernel.ErrorKind;

/** The refusal of an order for more demo data than is made at once. */
public final class TooMuchDemoDataException extends DomainException {
    public TooMuchDemoDataException(int maxSeats) {
        super(ErrorKind.INVALID, "TOO_MUCH_DEMO_DATA", "At most " + maxSeats + " seats can be made at once.");
    }
}

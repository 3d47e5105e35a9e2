package io.onsale.demo;

import io.onsale.kernel.DomainException;
import io.onsale.kernel.ErrorKind;
import io.onsale.kernel.Refusal;

/** The refusal of an order for more demo data than is made at once. */
@Refusal(kind = ErrorKind.INVALID, code = "TOO_MUCH_DEMO_DATA")
public final class TooMuchDemoDataException extends DomainException {
    public TooMuchDemoDataException(int maxSeats) {
        super("At most " + maxSeats + " seats can be made at once.");
    }
}

package io.onsale.external;

import io.onsale.kernel.DomainException;
import io.onsale.kernel.ErrorKind;

/** The data platform will not have it, however often it is sent. */
public final class SaleRejectedException extends DomainException {
    public SaleRejectedException(int status) {
        super(ErrorKind.INVALID, "DATA_PLATFORM_REJECTED", "The data platform has answered " + status + ".");
    }
}

package io.onsale.external;

import io.onsale.kernel.DomainException;
import io.onsale.kernel.ErrorKind;

/** The final refusal of a sale by the data platform: sending it again would not help. */
public final class SaleRejectedException extends DomainException {
    public SaleRejectedException(int status) {
        super(ErrorKind.INVALID, "DATA_PLATFORM_REJECTED", "The data platform has answered " + status + ".");
    }
}

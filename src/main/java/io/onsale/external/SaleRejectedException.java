package io.onsale.external;

import io.onsale.kernel.DomainException;
import io.onsale.kernel.ErrorKind;
import io.onsale.kernel.Refusal;

/** The final refusal of a sale by the data platform: sending it again would not help. */
@Refusal(kind = ErrorKind.INVALID, code = "DATA_PLATFORM_REJECTED")
public final class SaleRejectedException extends DomainException {
    public SaleRejectedException(int status) {
        super("The data platform has answered " + status + ".");
    }
}

package io.onsale.external;

import io.onsale.kernel.DomainException;
import io.onsale.kernel.ErrorKind;
import io.onsale.kernel.Refusal;

/** The data platform will not have it, however often it is sent. */
@Refusal(kind = ErrorKind.INVALID, code = "DATA_PLATFORM_REJECTED")
public final class SaleRejectedException extends DomainException {
    public SaleRejectedException(int status) {
        super("The data platform has answered " + status + ".");
    }
}

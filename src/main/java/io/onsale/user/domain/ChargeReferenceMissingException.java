package io.onsale.user.domain;

import io.onsale.common.domain.DomainException;
import io.onsale.common.domain.ErrorKind;

/** Without one, a charge that is asked for again would be made again. */
public final class ChargeReferenceMissingException extends DomainException {
    public ChargeReferenceMissingException() {
        super(
                ErrorKind.INVALID,
                "CHARGE_REFERENCE_MISSING",
                "Who charges for others gives a reference, which makes it once.");
    }
}

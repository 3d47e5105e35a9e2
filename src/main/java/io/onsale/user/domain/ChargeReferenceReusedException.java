package io.onsale.user.domain;

import io.onsale.common.domain.DomainException;
import io.onsale.common.domain.ErrorKind;

public final class ChargeReferenceReusedException extends DomainException {
    public ChargeReferenceReusedException() {
        super(
                ErrorKind.REUSED_KEY,
                "CHARGE_REFERENCE_REUSED",
                "This reference belongs to a charge of another user or amount.");
    }
}

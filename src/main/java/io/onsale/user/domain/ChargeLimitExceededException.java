package io.onsale.user.domain;

import io.onsale.common.domain.DomainException;
import io.onsale.common.domain.ErrorKind;
import io.onsale.common.domain.Money;

public final class ChargeLimitExceededException extends DomainException {
    public ChargeLimitExceededException(Money limit) {
        super(
                ErrorKind.CONFLICT,
                "CHARGE_LIMIT",
                "At most " + limit.won() + " points can be charged in a calendar month.");
    }
}

package io.onsale.user.port.in;

import io.onsale.common.domain.Caller;
import io.onsale.common.domain.Money;
import io.onsale.user.domain.Balance;
import io.onsale.user.domain.UserId;

/** Buys points. */
public interface ChargePoints {
    record Command(Caller caller, UserId userId, Money points) {}

    /**
     * @throws io.onsale.common.domain.NotYourAccountException if the account is not the caller's
     * @throws io.onsale.user.domain.UserNotFoundException if there is no such user
     * @throws io.onsale.user.domain.ChargeLimitExceededException if it would go above the month's limit
     */
    Balance charge(Command command);
}

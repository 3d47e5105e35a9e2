package io.onsale.user.port.in;

import io.onsale.common.domain.Caller;
import io.onsale.common.domain.Money;
import io.onsale.user.domain.Balance;
import io.onsale.user.domain.ChargeReference;
import io.onsale.user.domain.UserId;

/** Buys points. */
public interface ChargePoints {
    record Command(Caller caller, UserId userId, Money points) {}

    /** @param reference of the money that was taken for the points */
    record PaidCommand(UserId userId, Money points, ChargeReference reference) {}

    /**
     * For oneself, where that is open to users.
     *
     * @throws io.onsale.common.domain.NotYourAccountException if the account is not the caller's
     * @throws io.onsale.user.domain.ChargingClosedException if it is not open
     * @throws io.onsale.user.domain.UserNotFoundException if there is no such user
     * @throws io.onsale.user.domain.ChargeLimitExceededException if it would go above the month's limit
     */
    Balance charge(Command command);

    /**
     * For anybody, by one who takes payments: once for the reference, however often it is asked.
     *
     * @return what the balance was after the charge
     * @throws io.onsale.user.domain.UserNotFoundException if there is no such user
     * @throws io.onsale.user.domain.ChargeReferenceReusedException if the reference is that of another charge
     * @throws io.onsale.user.domain.ChargeLimitExceededException if it would go above the month's limit
     */
    Balance chargeOnce(PaidCommand command);
}

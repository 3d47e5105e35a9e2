package io.onsale.payment.domain;

import io.onsale.kernel.DomainException;
import io.onsale.kernel.ErrorKind;
import io.onsale.kernel.Refusal;

/** The refusal of a payment whose price the points do not cover. */
@Refusal(
        kind = ErrorKind.PAYMENT_REQUIRED,
        code = InsufficientPointsException.CODE,
        hint = "the hold stays, until it was the last attempt")
public final class InsufficientPointsException extends DomainException {
    public static final String CODE = "INSUFFICIENT_POINTS";

    /** @param attemptsLeft how often the payment can be tried again before the seats are given up */
    public InsufficientPointsException(int attemptsLeft) {
        super(
                attemptsLeft > 0
                        ? "The points do not cover the price. The seats are still held: charge points and pay again, "
                                + attemptsLeft + " more time(s)."
                        : "The points do not cover the price. It was the last attempt and the seats are on sale again.");
    }
}

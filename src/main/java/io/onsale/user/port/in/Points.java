package io.onsale.user.port.in;

import io.onsale.kernel.Money;
import io.onsale.user.domain.UserId;
import java.util.UUID;

/** Points as money, for modules that sell. All calls are part of the caller's transaction. */
public interface Points {
    /** Takes the price of a reservation, once; false if the balance does not cover it. */
    boolean debit(UserId userId, Money price, UUID reservationId);

    /** Whether the price of a reservation was taken. */
    boolean isDebited(UUID reservationId);

    /** Gives back the price of a reservation, once. */
    void refund(UserId userId, Money price, UUID reservationId);
}

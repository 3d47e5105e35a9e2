package io.onsale.user.domain;

import io.onsale.kernel.Money;

/** Points that were charged, and the balance after that. */
public record Charge(UserId userId, Money points, Money balance) {
    public boolean isOf(UserId otherUser, Money otherPoints) {
        return userId.equals(otherUser) && points.equals(otherPoints);
    }
}

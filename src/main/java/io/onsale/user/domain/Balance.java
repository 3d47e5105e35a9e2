package io.onsale.user.domain;

import io.onsale.kernel.Money;

/** The points of a user: the sum of their ledger, always. */
public record Balance(UserId userId, Money amount) {}

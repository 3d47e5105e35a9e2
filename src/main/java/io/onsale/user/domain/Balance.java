package io.onsale.user.domain;

import io.onsale.kernel.Money;

/** The points of a user, which are always the sum of their ledger. */
public record Balance(UserId userId, Money amount) {}

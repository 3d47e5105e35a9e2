package io.onsale.user.port.out;

import io.onsale.kernel.Money;
import io.onsale.user.domain.Charge;
import io.onsale.user.domain.ChargeReference;
import io.onsale.user.domain.LedgerKind;
import io.onsale.user.domain.UserId;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/**
 * The balances of users and their ledger. Every movement is a conditional UPDATE that says whether it won, and a ledger
 * entry beside it.
 */
public interface Accounts {
    /** Opens new accounts, each with its points and, unless these are 0, the ledger entry WELCOME. */
    void open(List<UserId> userIds, Money points, Instant now);

    /** As {@link #open} for one account; false, and nothing is changed, if there is such an account. */
    boolean openUnlessThere(UserId userId, Money points, Instant now);

    boolean exists(UserId userId);

    Money balance(UserId userId);

    /** The balance, which nobody else can change before this transaction ends; empty if there is no such account. */
    Optional<Money> lockedBalance(UserId userId);

    /** False if there is no such account. */
    boolean credit(UserId userId, Money amount);

    /** False if there is no such account, or if the month's charges would exceed the limit. */
    boolean charge(UserId userId, Money amount, int month, Money monthlyLimit);

    /** False if the balance does not cover it. */
    boolean debit(UserId userId, Money amount);

    boolean isDebited(UUID reservationId);

    /**
     * Writes a charge down before this transaction makes it; false, and nothing is written, if there is one of the
     * reference.
     */
    boolean recordOnce(Charge charge, ChargeReference reference, Instant now);

    Optional<Charge> charged(ChargeReference reference);

    /** Writes down a movement that this transaction has made, with the balance after it. */
    void record(UserId userId, LedgerKind kind, long signedAmount, Optional<UUID> reservationId, Instant now);
}

package io.onsale.user.port.in;

import io.onsale.kernel.Caller;
import io.onsale.user.domain.Balance;
import io.onsale.user.domain.LedgerKind;
import io.onsale.user.domain.UserId;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/**
 * The queries of a user's own points. All throw {@link io.onsale.kernel.NotYourAccountException} if the caller is
 * another user, and {@link io.onsale.user.domain.UserRefusals.UserNotFoundException} if there is no such user.
 */
public interface PointQueries {
    /** @param amount signed: negative for a payment */
    record EntryView(UUID id, LedgerKind kind, long amount, long balance, Optional<UUID> reservationId, Instant at) {}

    Balance balance(Caller caller, UserId userId);

    /** The movements of points, newest first. */
    List<EntryView> history(Caller caller, UserId userId, int page, int size);

    long historyCount(Caller caller, UserId userId);
}

package io.onsale.user.port.in;

import io.onsale.user.domain.Balance;
import io.onsale.user.domain.LedgerKind;
import io.onsale.user.domain.UserId;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/** What a user may read of their points. All throw {@link io.onsale.user.domain.UserNotFoundException}. */
public interface PointQueries {
    /** @param amount signed: negative for a payment */
    record EntryView(UUID id, LedgerKind kind, long amount, long balance, Optional<UUID> reservationId, Instant at) {}

    Balance balance(UserId userId);

    /** Newest first. */
    List<EntryView> history(UserId userId, int page, int size);

    long historyCount(UserId userId);
}

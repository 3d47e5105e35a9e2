package io.onsale.user.adapter.out.persistence;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.onsale.common.domain.Money;
import io.onsale.user.domain.Balance;
import io.onsale.user.domain.UserId;
import io.onsale.user.domain.UserNotFoundException;
import io.onsale.user.port.in.PointQueries;
import io.onsale.user.port.in.RegisteredUsers;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.Optional;

@ApplicationScoped
public class PanachePointQueries implements PointQueries, RegisteredUsers {
    private final Cache<UserId, Boolean> registered =
            Caffeine.newBuilder().maximumSize(1_000_000).build();

    @Override
    public boolean isRegistered(UserId userId) {
        // Absence is not remembered: the user may register in the next moment.
        return registered.get(userId, id -> AccountEntity.count("id", id.value()) > 0 ? true : null) != null;
    }

    @Override
    public Balance balance(UserId userId) {
        return AccountEntity.<AccountEntity>findByIdOptional(userId.value())
                .map(account -> new Balance(userId, new Money(account.balance)))
                .orElseThrow(() -> new UserNotFoundException(userId));
    }

    @Override
    public List<EntryView> history(UserId userId, int page, int size) {
        requireRegistered(userId);
        return LedgerEntryEntity.<LedgerEntryEntity>find("userId = ?1 order by id desc", userId.value())
                .page(page, size)
                .list()
                .stream()
                .map(entry -> new EntryView(
                        entry.id,
                        entry.kind,
                        entry.amount,
                        entry.balance,
                        Optional.ofNullable(entry.reservationId),
                        entry.at))
                .toList();
    }

    @Override
    public long historyCount(UserId userId) {
        requireRegistered(userId);
        return LedgerEntryEntity.count("userId", userId.value());
    }

    private void requireRegistered(UserId userId) {
        if (!isRegistered(userId)) {
            throw new UserNotFoundException(userId);
        }
    }
}

package io.onsale.user.adapter.out.persistence;

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
public class PanachePointQueries implements PointQueries {
    private final RegisteredUsers users;

    public PanachePointQueries(RegisteredUsers users) {
        this.users = users;
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
        if (!users.isRegistered(userId).toCompletableFuture().join()) {
            throw new UserNotFoundException(userId);
        }
    }
}

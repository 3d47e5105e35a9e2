package io.onsale.user.adapter.out.persistence;

import io.onsale.kernel.Caller;
import io.onsale.kernel.Money;
import io.onsale.user.domain.Balance;
import io.onsale.user.domain.UserId;
import io.onsale.user.domain.UserRefusals.UserNotFoundException;
import io.onsale.user.port.in.PointQueries;
import io.onsale.user.port.in.RegisteredUsers;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.Optional;

/** The queries of balances and ledgers in the database. */
@ApplicationScoped
public class PanachePointQueries implements PointQueries {
    private final RegisteredUsers users;

    public PanachePointQueries(RegisteredUsers users) {
        this.users = users;
    }

    @Override
    public Balance balance(Caller caller, UserId userId) {
        caller.requireIs(userId.value());
        return AccountEntity.<AccountEntity>findByIdOptional(userId.value())
                .map(account -> new Balance(userId, new Money(account.balance)))
                .orElseThrow(() -> new UserNotFoundException(userId));
    }

    @Override
    public List<EntryView> history(Caller caller, UserId userId, int page, int size) {
        require(caller, userId);
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
    public long historyCount(Caller caller, UserId userId) {
        require(caller, userId);
        return LedgerEntryEntity.count("userId", userId.value());
    }

    private void require(Caller caller, UserId userId) {
        caller.requireIs(userId.value());
        if (!users.isRegistered(userId).toCompletableFuture().join()) {
            throw new UserNotFoundException(userId);
        }
    }
}

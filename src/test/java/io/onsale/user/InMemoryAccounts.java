package io.onsale.user;

import io.onsale.kernel.Money;
import io.onsale.user.domain.Charge;
import io.onsale.user.domain.ChargeReference;
import io.onsale.user.domain.LedgerKind;
import io.onsale.user.domain.UserId;
import io.onsale.user.port.in.PointQueries.EntryView;
import io.onsale.user.port.out.Accounts;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/** Accounts in memory, for one thread: nobody waits here for a lock. */
public final class InMemoryAccounts implements Accounts {
    private final Map<UserId, Account> accounts = new HashMap<>();
    private final Map<ChargeReference, Charge> charges = new HashMap<>();

    private static final class Account {
        private final List<EntryView> entries = new ArrayList<>();
        private long balance;
        private int chargeMonth;
        private long charged;

        private Account(Money points) {
            balance = points.won();
        }

        private void write(LedgerKind kind, long amount, long after, Optional<UUID> reservationId, Instant now) {
            entries.add(0, new EntryView(UUID.randomUUID(), kind, amount, after, reservationId, now));
        }
    }

    /** The ledger, newest first. */
    public List<EntryView> ledger(UserId userId) {
        return find(userId).map(account -> List.copyOf(account.entries)).orElse(List.of());
    }

    private Optional<Account> find(UserId userId) {
        return Optional.ofNullable(accounts.get(userId));
    }

    @Override
    public void open(List<UserId> userIds, Money points, Instant now) {
        for (UserId userId : userIds) {
            if (!openUnlessThere(userId, points, now)) {
                throw new IllegalStateException("there is an account of " + userId);
            }
        }
    }

    @Override
    public boolean openUnlessThere(UserId userId, Money points, Instant now) {
        if (exists(userId)) {
            return false;
        }
        accounts.put(userId, new Account(points));
        if (points.won() > 0) {
            record(userId, LedgerKind.WELCOME, points.won(), Optional.empty(), now);
        }
        return true;
    }

    @Override
    public boolean exists(UserId userId) {
        return accounts.containsKey(userId);
    }

    @Override
    public Money balance(UserId userId) {
        return lockedBalance(userId).orElseThrow();
    }

    @Override
    public Optional<Money> lockedBalance(UserId userId) {
        return find(userId).map(account -> new Money(account.balance));
    }

    @Override
    public boolean credit(UserId userId, Money amount) {
        return find(userId).filter(account -> move(account, amount.won())).isPresent();
    }

    private static boolean move(Account account, long amount) {
        account.balance += amount;
        // The answer is that of a database that counts the rows it has changed.
        return amount != 0;
    }

    @Override
    public boolean charge(UserId userId, Money amount, int month, Money monthlyLimit) {
        Account account = accounts.get(userId);
        if (account == null) {
            return false;
        }
        long charged = (account.chargeMonth == month ? account.charged : 0) + amount.won();
        if (charged > monthlyLimit.won()) {
            return false;
        }
        account.chargeMonth = month;
        account.charged = charged;
        account.balance += amount.won();
        return true;
    }

    @Override
    public boolean debit(UserId userId, Money amount) {
        return find(userId)
                .filter(account -> account.balance >= amount.won())
                .filter(account -> move(account, -amount.won()))
                .isPresent();
    }

    @Override
    public boolean isDebited(UUID reservationId) {
        return isRecorded(reservationId, LedgerKind.PAYMENT);
    }

    private boolean isRecorded(UUID reservationId, LedgerKind kind) {
        return accounts.values().stream()
                .flatMap(account -> account.entries.stream())
                .anyMatch(entry -> entry.kind() == kind
                        && entry.reservationId().filter(reservationId::equals).isPresent());
    }

    @Override
    public boolean recordOnce(Charge charge, ChargeReference reference, Instant now) {
        if (charges.putIfAbsent(reference, charge) != null) {
            return false;
        }
        accounts.get(charge.userId())
                .write(
                        LedgerKind.CHARGE,
                        charge.points().won(),
                        charge.balance().won(),
                        Optional.empty(),
                        now);
        return true;
    }

    @Override
    public Optional<Charge> charged(ChargeReference reference) {
        return Optional.ofNullable(charges.get(reference));
    }

    @Override
    public void record(UserId userId, LedgerKind kind, long signedAmount, Optional<UUID> reservationId, Instant now) {
        if (reservationId.filter(id -> isRecorded(id, kind)).isPresent()) {
            throw new IllegalStateException("there is a " + kind + " of reservation " + reservationId.get());
        }
        find(userId).ifPresent(account -> account.write(kind, signedAmount, account.balance, reservationId, now));
    }
}

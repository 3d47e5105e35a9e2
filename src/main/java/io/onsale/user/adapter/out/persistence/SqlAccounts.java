package io.onsale.user.adapter.out.persistence;

import io.onsale.common.domain.Money;
import io.onsale.common.port.out.IdGenerator;
import io.onsale.user.domain.LedgerKind;
import io.onsale.user.domain.UserId;
import io.onsale.user.port.out.Accounts;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.hibernate.Session;
import org.hibernate.StatelessSession;

@ApplicationScoped
public class SqlAccounts implements Accounts {
    private final Session session;
    private final StatelessSession bulk;
    private final IdGenerator ids;

    public SqlAccounts(Session session, StatelessSession bulk, IdGenerator ids) {
        this.session = session;
        this.bulk = bulk;
        this.ids = ids;
    }

    @Override
    public void open(List<UserId> userIds, Money points, Instant now) {
        bulk.insertMultiple(userIds.stream().map(id -> account(id, points, now)).toList());
        if (points.won() > 0) {
            bulk.insertMultiple(
                    userIds.stream().map(id -> welcome(id, points, now)).toList());
        }
    }

    private static AccountEntity account(UserId userId, Money points, Instant now) {
        var account = new AccountEntity();
        account.id = userId.value();
        account.balance = points.won();
        account.createdAt = now;
        return account;
    }

    private LedgerEntryEntity welcome(UserId userId, Money points, Instant now) {
        var entry = new LedgerEntryEntity();
        entry.id = ids.next();
        entry.userId = userId.value();
        entry.kind = LedgerKind.WELCOME;
        entry.amount = points.won();
        entry.balance = points.won();
        entry.at = now;
        return entry;
    }

    @Override
    public boolean exists(UserId userId) {
        return AccountEntity.count("id", userId.value()) > 0;
    }

    @Override
    public Money balance(UserId userId) {
        // A column, not the entity: the session may hold it as it was before this transaction's own updates.
        return new Money(session.createQuery("select balance from AccountEntity where id = :user", Long.class)
                .setParameter("user", userId.value())
                .getSingleResult());
    }

    @Override
    public boolean credit(UserId userId, Money amount) {
        return AccountEntity.update("balance = balance + ?1 where id = ?2", amount.won(), userId.value()) == 1;
    }

    @Override
    public boolean charge(UserId userId, Money amount, int month, Money monthlyLimit) {
        // MySQL and MariaDB assign from left to right: charged still sees the month of the charge before.
        return session.createNativeQuery("""
                                UPDATE user_account SET
                                  balance = balance + :amount,
                                  charged = IF(charge_month = :month, charged, 0) + :amount,
                                  charge_month = :month
                                WHERE id = :user AND IF(charge_month = :month, charged, 0) + :amount <= :monthlyLimit
                                """)
                        .setParameter("amount", amount.won())
                        .setParameter("month", month)
                        .setParameter("user", userId.value())
                        .setParameter("monthlyLimit", monthlyLimit.won())
                        .executeUpdate()
                == 1;
    }

    @Override
    public boolean debit(UserId userId, Money amount) {
        return AccountEntity.update(
                        "balance = balance - ?1 where id = ?2 and balance >= ?1", amount.won(), userId.value())
                == 1;
    }

    @Override
    public boolean isDebited(UUID reservationId) {
        return LedgerEntryEntity.count("reservationId = ?1 and kind = ?2", reservationId, LedgerKind.PAYMENT) > 0;
    }

    @Override
    public void record(UserId userId, LedgerKind kind, long signedAmount, Optional<UUID> reservationId, Instant now) {
        // Reads the balance that this transaction has just written and still holds the lock of.
        session.createNativeQuery("""
                        INSERT INTO ledger_entry (id, user_id, kind, amount, balance, reservation_id, at)
                        SELECT :id, id, :kind, :amount, balance, :reservation, :now FROM user_account WHERE id = :user
                        """)
                .setParameter("id", ids.next())
                .setParameter("kind", kind.name())
                .setParameter("amount", signedAmount)
                .setParameter("reservation", reservationId.orElse(null), UUID.class)
                .setParameter("now", now)
                .setParameter("user", userId.value())
                .executeUpdate();
    }
}

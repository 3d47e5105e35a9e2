package io.onsale.user.adapter.out.persistence;

import io.onsale.kernel.IdGenerator;
import io.onsale.kernel.Money;
import io.onsale.platform.database.BulkInsert;
import io.onsale.platform.database.Sql;
import io.onsale.user.domain.Charge;
import io.onsale.user.domain.ChargeReference;
import io.onsale.user.domain.LedgerKind;
import io.onsale.user.domain.UserId;
import io.onsale.user.port.out.Accounts;
import jakarta.enterprise.context.ApplicationScoped;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.hibernate.StatelessSession;

/** Accounts and ledger in the database. A debit is a conditional UPDATE, so that no balance goes below zero. */
@ApplicationScoped
public class SqlAccounts implements Accounts {
    private final Sql sql;
    private final StatelessSession bulk;
    private final IdGenerator ids;

    public SqlAccounts(Sql sql, StatelessSession bulk, IdGenerator ids) {
        this.sql = sql;
        this.bulk = bulk;
        this.ids = ids;
    }

    @Override
    public void open(List<UserId> userIds, Money points, Instant now) {
        BulkInsert.insert(
                bulk, userIds.stream().map(id -> account(id, points, now)).toList());
        if (points.won() > 0) {
            BulkInsert.insert(
                    bulk, userIds.stream().map(id -> welcome(id, points, now)).toList());
        }
    }

    @Override
    public boolean openUnlessThere(UserId userId, Money points, Instant now) {
        // There is no look before the insert: of two users of the same id at the same time, one would fail on the key.
        boolean opened = sql.update("""
                        INSERT INTO user_account (id, balance, charge_month, charged, created_at) VALUES (?, ?, 0, 0, ?)
                        ON DUPLICATE KEY UPDATE id = id
                        """, userId.value(), points.won(), now) == 1;
        if (opened && points.won() > 0) {
            record(userId, LedgerKind.WELCOME, points.won(), Optional.empty(), now);
        }
        return opened;
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
        return !sql.query("SELECT 1 FROM user_account WHERE id = ?", row -> true, userId.value())
                .isEmpty();
    }

    @Override
    public Money balance(UserId userId) {
        return sql.query(
                        "SELECT balance FROM user_account WHERE id = ?",
                        row -> new Money(row.getLong("balance")),
                        userId.value())
                .get(0);
    }

    @Override
    public Optional<Money> lockedBalance(UserId userId) {
        return sql
                .query(
                        "SELECT balance FROM user_account WHERE id = ? FOR UPDATE",
                        row -> new Money(row.getLong("balance")),
                        userId.value())
                .stream()
                .findFirst();
    }

    @Override
    public boolean credit(UserId userId, Money amount) {
        return sql.update("UPDATE user_account SET balance = balance + ? WHERE id = ?", amount.won(), userId.value())
                == 1;
    }

    @Override
    public boolean charge(UserId userId, Money amount, int month, Money monthlyLimit) {
        // MySQL and MariaDB assign from left to right, so that charged still sees the month of the charge before.
        return sql.update(
                        """
                        UPDATE user_account SET
                          balance = balance + ?,
                          charged = IF(charge_month = ?, charged, 0) + ?,
                          charge_month = ?
                        WHERE id = ? AND IF(charge_month = ?, charged, 0) + ? <= ?
                        """,
                        amount.won(),
                        month,
                        amount.won(),
                        month,
                        userId.value(),
                        month,
                        amount.won(),
                        monthlyLimit.won())
                == 1;
    }

    @Override
    public boolean debit(UserId userId, Money amount) {
        return sql.update(
                        "UPDATE user_account SET balance = balance - ? WHERE id = ? AND balance >= ?",
                        amount.won(),
                        userId.value(),
                        amount.won())
                == 1;
    }

    @Override
    public boolean isDebited(UUID reservationId) {
        return !sql.query(
                        "SELECT 1 FROM ledger_entry WHERE reservation_id = ? AND kind = ?",
                        row -> true,
                        reservationId,
                        LedgerKind.PAYMENT)
                .isEmpty();
    }

    @Override
    public boolean recordOnce(Charge charge, ChargeReference reference, Instant now) {
        return sql.update(
                        """
                        INSERT INTO ledger_entry (id, user_id, kind, amount, balance, reference, at) VALUES (?, ?, ?, ?, ?, ?, ?)
                        ON DUPLICATE KEY UPDATE id = id
                        """,
                        ids.next(),
                        charge.userId().value(),
                        LedgerKind.CHARGE,
                        charge.points().won(),
                        charge.balance().won(),
                        bytes(reference),
                        now)
                == 1;
    }

    @Override
    public Optional<Charge> charged(ChargeReference reference) {
        // The locking read sees what is committed now, not what was when this transaction first looked.
        return sql
                .query(
                        "SELECT user_id, amount, balance FROM ledger_entry WHERE reference = ? LOCK IN SHARE MODE",
                        row -> new Charge(
                                new UserId(Sql.uuid(row, "user_id")),
                                new Money(row.getLong("amount")),
                                new Money(row.getLong("balance"))),
                        (Object) bytes(reference))
                .stream()
                .findFirst();
    }

    private static byte[] bytes(ChargeReference reference) {
        return reference.value().getBytes(StandardCharsets.UTF_8);
    }

    @Override
    public void record(UserId userId, LedgerKind kind, long signedAmount, Optional<UUID> reservationId, Instant now) {
        // The subquery reads the balance that this transaction has just written, and whose lock it still holds.
        sql.update("""
                INSERT INTO ledger_entry (id, user_id, kind, amount, balance, reservation_id, at)
                SELECT ?, id, ?, ?, balance, ?, ? FROM user_account WHERE id = ?
                """, ids.next(), kind, signedAmount, reservationId.orElse(null), now, userId.value());
    }
}

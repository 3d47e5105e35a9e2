package io.onsale.user.adapter.out.persistence;

import io.onsale.platform.database.Sql;
import io.onsale.user.AccountsContract;
import io.onsale.user.domain.LedgerKind;
import io.onsale.user.domain.UserId;
import io.onsale.user.port.in.PointQueries.EntryView;
import io.onsale.user.port.out.Accounts;
import io.quarkus.narayana.jta.QuarkusTransaction;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

/** The contract on the database. Each test is rolled back, because its accounts do not agree with their ledger. */
@QuarkusTest
class SqlAccountsContractTest extends AccountsContract {
    @Inject
    Accounts accounts;

    @Inject
    Sql sql;

    @BeforeEach
    void begin() {
        QuarkusTransaction.begin();
    }

    @AfterEach
    void leaveAsFound() {
        QuarkusTransaction.rollback();
    }

    @Override
    protected Accounts accounts() {
        return accounts;
    }

    @Override
    protected List<EntryView> ledger(UserId userId) {
        return sql.query(
                "SELECT * FROM ledger_entry WHERE user_id = ? ORDER BY id DESC",
                SqlAccountsContractTest::entry,
                userId.value());
    }

    private static EntryView entry(ResultSet row) throws SQLException {
        return new EntryView(
                Sql.uuid(row, "id"),
                LedgerKind.valueOf(row.getString("kind")),
                row.getLong("amount"),
                row.getLong("balance"),
                row.getBytes("reservation_id") == null
                        ? Optional.empty()
                        : Optional.of(Sql.uuid(row, "reservation_id")),
                Sql.instant(row, "at"));
    }
}

package io.onsale.user;

import io.onsale.user.domain.UserId;
import io.onsale.user.port.in.PointQueries.EntryView;
import io.onsale.user.port.out.Accounts;
import java.util.List;

class InMemoryAccountsTest extends AccountsContract {
    private final InMemoryAccounts accounts = new InMemoryAccounts();

    @Override
    protected Accounts accounts() {
        return accounts;
    }

    @Override
    protected List<EntryView> ledger(UserId userId) {
        return accounts.ledger(userId);
    }
}

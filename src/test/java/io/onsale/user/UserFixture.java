package io.onsale.user;

import io.onsale.user.config.UserConfig;
import io.onsale.user.config.UserConfig.Charging;
import io.onsale.user.port.out.Accounts;
import io.onsale.user.usecase.KeepAccounts;
import java.time.Clock;
import java.util.UUID;

public final class UserFixture {
    private UserFixture() {}

    /** Accounts without welcome points. */
    public static KeepAccounts keeping(Accounts accounts, Charging charging) {
        var config = new UserConfig() {
            @Override
            public long welcomePoints() {
                return 0;
            }

            @Override
            public Charging charging() {
                return charging;
            }
        };
        return new KeepAccounts(
                accounts, (action, target, before, after) -> {}, UUID::randomUUID, Clock.systemUTC(), config);
    }
}

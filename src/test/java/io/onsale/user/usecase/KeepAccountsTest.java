package io.onsale.user.usecase;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.onsale.kernel.Caller;
import io.onsale.kernel.Money;
import io.onsale.kernel.NotYourAccountException;
import io.onsale.user.InMemoryAccounts;
import io.onsale.user.UserFixture;
import io.onsale.user.config.UserConfig.Charging;
import io.onsale.user.domain.UserId;
import io.onsale.user.domain.UserRefusals.ChargingClosedException;
import io.onsale.user.usecase.KeepAccounts.Command;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** Tests of whose points a user may charge for nothing. Charges by reference are in ChargeReferenceTest. */
class KeepAccountsTest {
    private static final Money POINTS = new Money(1_000);

    private final UserId user = new UserId(UUID.randomUUID());
    private final UserId other = new UserId(UUID.randomUUID());
    private final InMemoryAccounts accounts = new InMemoryAccounts();

    private KeepAccounts where(Charging charging) {
        accounts.open(List.of(user, other), Money.ZERO, Instant.EPOCH);
        return UserFixture.keeping(accounts, charging);
    }

    @Test
    void givenOpen_chargeOneself_isDone() {
        where(Charging.OPEN).charge(new Command(Caller.of(user.value()), user, POINTS));
        assertThat(accounts.balance(user)).isEqualTo(POINTS);
    }

    @Test
    void givenOpen_chargeAnother_isRejected() {
        KeepAccounts keep = where(Charging.OPEN);
        assertThatThrownBy(() -> keep.charge(new Command(Caller.of(user.value()), other, POINTS)))
                .isInstanceOf(NotYourAccountException.class);
        assertThat(accounts.balance(other)).isEqualTo(Money.ZERO);
    }

    @Test
    void givenOperatorsAlone_charge_isRejected_whoeverAsks() {
        KeepAccounts keep = where(Charging.OPERATOR);
        for (Caller caller : List.of(Caller.of(user.value()), Caller.TRUSTED)) {
            assertThatThrownBy(() -> keep.charge(new Command(caller, user, POINTS)))
                    .isInstanceOf(ChargingClosedException.class);
        }
        assertThat(accounts.balance(user)).isEqualTo(Money.ZERO);
    }
}

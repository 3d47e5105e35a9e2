package io.onsale.user.usecase;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.onsale.common.domain.Caller;
import io.onsale.common.domain.Money;
import io.onsale.common.domain.NotYourAccountException;
import io.onsale.user.config.UserConfig;
import io.onsale.user.config.UserConfig.Charging;
import io.onsale.user.domain.Charge;
import io.onsale.user.domain.ChargeReference;
import io.onsale.user.domain.ChargingClosedException;
import io.onsale.user.domain.LedgerKind;
import io.onsale.user.domain.UserId;
import io.onsale.user.port.in.ChargePoints.Command;
import io.onsale.user.port.out.Accounts;
import java.time.Clock;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** Whose points a user may charge for nothing. (Charges by reference are in ChargeReferenceTest.) */
class KeepAccountsTest {
    private static final Money POINTS = new Money(1_000);

    private final UserId user = new UserId(UUID.randomUUID());
    private final UserId other = new UserId(UUID.randomUUID());
    private final FakeAccounts accounts = new FakeAccounts();

    private KeepAccounts where(Charging charging) {
        accounts.open(List.of(user, other), Money.ZERO, Instant.EPOCH);
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

    /** Balances alone. */
    private static final class FakeAccounts implements Accounts {
        private final Map<UserId, Money> balances = new HashMap<>();

        @Override
        public void open(List<UserId> userIds, Money points, Instant now) {
            userIds.forEach(id -> balances.put(id, points));
        }

        @Override
        public boolean openUnlessThere(UserId userId, Money points, Instant now) {
            return balances.putIfAbsent(userId, points) == null;
        }

        @Override
        public boolean exists(UserId userId) {
            return balances.containsKey(userId);
        }

        @Override
        public Money balance(UserId userId) {
            return balances.get(userId);
        }

        @Override
        public Optional<Money> lockedBalance(UserId userId) {
            return Optional.ofNullable(balances.get(userId));
        }

        @Override
        public boolean credit(UserId userId, Money amount) {
            return balances.computeIfPresent(userId, (id, balance) -> balance.plus(amount)) != null;
        }

        @Override
        public boolean charge(UserId userId, Money amount, int month, Money monthlyLimit) {
            return credit(userId, amount);
        }

        @Override
        public boolean debit(UserId userId, Money amount) {
            return false;
        }

        @Override
        public boolean isDebited(UUID reservationId) {
            return false;
        }

        @Override
        public boolean recordOnce(Charge charge, ChargeReference reference, Instant now) {
            return true;
        }

        @Override
        public Optional<Charge> charged(ChargeReference reference) {
            return Optional.empty();
        }

        @Override
        public void record(
                UserId userId, LedgerKind kind, long signedAmount, Optional<UUID> reservationId, Instant now) {}
    }
}

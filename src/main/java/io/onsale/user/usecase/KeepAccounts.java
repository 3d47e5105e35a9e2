package io.onsale.user.usecase;

import io.onsale.common.domain.Caller;
import io.onsale.common.domain.Money;
import io.onsale.common.port.out.IdGenerator;
import io.onsale.user.config.UserConfig;
import io.onsale.user.domain.Balance;
import io.onsale.user.domain.ChargeLimit;
import io.onsale.user.domain.ChargeLimitExceededException;
import io.onsale.user.domain.LedgerKind;
import io.onsale.user.domain.UserId;
import io.onsale.user.domain.UserNotFoundException;
import io.onsale.user.port.in.ChargePoints;
import io.onsale.user.port.in.Points;
import io.onsale.user.port.in.RegisterUser;
import io.onsale.user.port.out.Accounts;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.transaction.Transactional;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Stream;

/** Moves points; every movement and its ledger entry are one transaction, so that a balance is the sum of its ledger, always. */
@ApplicationScoped
@Transactional
public class KeepAccounts implements RegisterUser, ChargePoints, Points {
    private final Accounts accounts;
    private final IdGenerator ids;
    private final Clock clock;
    private final Money welcomePoints;

    public KeepAccounts(Accounts accounts, IdGenerator ids, Clock clock, UserConfig config) {
        this.accounts = accounts;
        this.ids = ids;
        this.clock = clock;
        this.welcomePoints = new Money(config.welcomePoints());
    }

    @Override
    public Registration register(Caller caller) {
        var userId = new UserId(caller.user().orElseGet(ids::next));
        boolean isNew = accounts.openUnlessThere(userId, welcomePoints, clock.instant());
        return new Registration(new Balance(userId, isNew ? welcomePoints : accounts.balance(userId)), isNew);
    }

    @Override
    public List<UserId> register(int users, Money points) {
        List<UserId> userIds =
                Stream.generate(() -> new UserId(ids.next())).limit(users).toList();
        accounts.open(userIds, points, clock.instant());
        return userIds;
    }

    @Override
    public Balance charge(Command command) {
        UserId userId = command.userId();
        command.caller().requireIs(userId.value());
        Instant now = clock.instant();
        if (!accounts.charge(userId, command.points(), ChargeLimit.monthOf(now), ChargeLimit.PER_MONTH)) {
            if (!accounts.exists(userId)) {
                throw new UserNotFoundException(userId);
            }
            throw new ChargeLimitExceededException(ChargeLimit.PER_MONTH);
        }
        accounts.record(userId, LedgerKind.CHARGE, command.points().won(), Optional.empty(), now);
        return new Balance(userId, accounts.balance(userId));
    }

    @Override
    public boolean debit(UserId userId, Money price, UUID reservationId) {
        if (!isFree(price) && !accounts.debit(userId, price)) {
            return false;
        }
        accounts.record(userId, LedgerKind.PAYMENT, -price.won(), Optional.of(reservationId), clock.instant());
        return true;
    }

    @Override
    public boolean isDebited(UUID reservationId) {
        return accounts.isDebited(reservationId);
    }

    @Override
    public void refund(UserId userId, Money price, UUID reservationId) {
        if (!isFree(price) && !accounts.credit(userId, price)) {
            throw new UserNotFoundException(userId);
        }
        accounts.record(userId, LedgerKind.REFUND, price.won(), Optional.of(reservationId), clock.instant());
    }

    /** Moving nothing changes no row, which would read as a refusal; the ledger still tells of it. */
    private static boolean isFree(Money price) {
        return price.equals(Money.ZERO);
    }
}

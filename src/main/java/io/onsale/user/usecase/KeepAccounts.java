package io.onsale.user.usecase;

import io.onsale.kernel.AuditLog;
import io.onsale.kernel.Caller;
import io.onsale.kernel.IdGenerator;
import io.onsale.kernel.Money;
import io.onsale.user.config.UserConfig;
import io.onsale.user.config.UserConfig.Charging;
import io.onsale.user.domain.Balance;
import io.onsale.user.domain.Charge;
import io.onsale.user.domain.ChargeLimit;
import io.onsale.user.domain.ChargeReference;
import io.onsale.user.domain.LedgerKind;
import io.onsale.user.domain.UserId;
import io.onsale.user.domain.UserRefusals.ChargeLimitExceededException;
import io.onsale.user.domain.UserRefusals.ChargeReferenceReusedException;
import io.onsale.user.domain.UserRefusals.ChargingClosedException;
import io.onsale.user.domain.UserRefusals.UserNotFoundException;
import io.onsale.user.port.in.Points;
import io.onsale.user.port.in.RegisterUser;
import io.onsale.user.port.out.Accounts;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.transaction.Transactional;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Stream;

/**
 * The accounts of users, and the points in them. Each movement and its ledger entry are one transaction, so that a
 * balance is always the sum of its ledger.
 */
@ApplicationScoped
@Transactional
public class KeepAccounts implements RegisterUser, Points {
    public record Command(Caller caller, UserId userId, Money points) {}

    /** @param reference the reference of the money that was taken for the points */
    public record PaidCommand(UserId userId, Money points, ChargeReference reference) {}

    private final Accounts accounts;
    private final AuditLog auditLog;
    private final IdGenerator ids;
    private final Clock clock;
    private final Money welcomePoints;
    private final boolean open;

    public KeepAccounts(Accounts accounts, AuditLog auditLog, IdGenerator ids, Clock clock, UserConfig config) {
        this.accounts = accounts;
        this.auditLog = auditLog;
        this.ids = ids;
        this.clock = clock;
        this.welcomePoints = new Money(config.welcomePoints());
        this.open = config.charging() == Charging.OPEN;
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

    /**
     * Charges the caller's own account, where that is open to users.
     *
     * @throws io.onsale.kernel.NotYourAccountException if the account is not the caller's
     * @throws ChargingClosedException if it is not open
     * @throws UserNotFoundException if there is no such user
     * @throws ChargeLimitExceededException if it would go above the month's limit
     */
    public Balance charge(Command command) {
        UserId userId = command.userId();
        command.caller().requireIs(userId.value());
        if (!open) {
            throw new ChargingClosedException();
        }
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

    /**
     * Charges any account, for a caller who takes payments: once for the reference, however often it is asked.
     *
     * @return the balance after the charge
     * @throws UserNotFoundException if there is no such user
     * @throws ChargeReferenceReusedException if the reference is that of another charge
     * @throws ChargeLimitExceededException if it would go above the month's limit
     */
    public Balance chargeOnce(PaidCommand command) {
        UserId userId = command.userId();
        Money points = command.points();
        Money before = accounts.lockedBalance(userId).orElseThrow(() -> new UserNotFoundException(userId));
        var charge = new Charge(userId, points, before.plus(points));
        Instant now = clock.instant();
        // The entry comes before the charge, so that no charge has to be taken back: a second request of the reference
        // waits here for the first.
        if (!accounts.recordOnce(charge, command.reference(), now)) {
            return accounts.charged(command.reference())
                    .filter(made -> made.isOf(userId, points))
                    .map(made -> new Balance(userId, made.balance()))
                    .orElseThrow(ChargeReferenceReusedException::new);
        }
        if (!accounts.charge(userId, points, ChargeLimit.monthOf(now), ChargeLimit.PER_MONTH)) {
            throw new ChargeLimitExceededException(ChargeLimit.PER_MONTH);
        }
        auditLog.write(
                "POINTS_CHARGED",
                "users/" + userId + "/points",
                Map.of("amount", before.won()),
                Map.of(
                        "amount", charge.balance().won(),
                        "reference", command.reference().value()));
        return new Balance(userId, charge.balance());
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

    /** A movement of 0 changes no row, which would read as a refusal. The ledger still has it. */
    private static boolean isFree(Money price) {
        return price.equals(Money.ZERO);
    }
}

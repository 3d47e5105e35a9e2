package io.onsale.user.domain;

import io.onsale.kernel.DomainException;
import io.onsale.kernel.ErrorKind;
import io.onsale.kernel.Money;
import io.onsale.kernel.Refusal;

/** What accounts refuse, each rule with its code. */
public final class UserRefusals {
    private UserRefusals() {}

    @Refusal(kind = ErrorKind.CONFLICT, code = "CHARGE_LIMIT")
    public static final class ChargeLimitExceededException extends DomainException {
        public ChargeLimitExceededException(Money limit) {
            super("At most " + limit.won() + " points can be charged in a calendar month.");
        }
    }

    /** Without one, a charge that is asked for again would be made again. */
    @Refusal(kind = ErrorKind.INVALID, code = "CHARGE_REFERENCE_MISSING")
    public static final class ChargeReferenceMissingException extends DomainException {
        public ChargeReferenceMissingException() {
            super("Who charges for others gives a reference, which makes it once.");
        }
    }

    @Refusal(kind = ErrorKind.REUSED_KEY, code = "CHARGE_REFERENCE_REUSED")
    public static final class ChargeReferenceReusedException extends DomainException {
        public ChargeReferenceReusedException() {
            super("This reference belongs to a charge of another user or amount.");
        }
    }

    /** Points are not to be had for nothing. */
    @Refusal(kind = ErrorKind.FORBIDDEN, code = "CHARGING_CLOSED")
    public static final class ChargingClosedException extends DomainException {
        public ChargingClosedException() {
            super(
                    "Points are charged by operators and by the group payments, with the reference of what was paid for them.");
        }
    }

    @Refusal(kind = ErrorKind.NOT_FOUND, code = "USER_NOT_FOUND")
    public static final class UserNotFoundException extends DomainException {
        public UserNotFoundException(UserId userId) {
            super("There is no user " + userId + ".");
        }
    }
}

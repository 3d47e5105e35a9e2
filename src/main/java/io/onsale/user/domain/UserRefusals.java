package io.onsale.user.domain;

import io.onsale.kernel.DomainException;
import io.onsale.kernel.ErrorKind;
import io.onsale.kernel.Money;

/** What accounts refuse, each rule with its code. */
public final class UserRefusals {
    private UserRefusals() {}

    public static final class ChargeLimitExceededException extends DomainException {
        public ChargeLimitExceededException(Money limit) {
            super(
                    ErrorKind.CONFLICT,
                    "CHARGE_LIMIT",
                    "At most " + limit.won() + " points can be charged in a calendar month.");
        }
    }

    /** Without one, a charge that is asked for again would be made again. */
    public static final class ChargeReferenceMissingException extends DomainException {
        public ChargeReferenceMissingException() {
            super(
                    ErrorKind.INVALID,
                    "CHARGE_REFERENCE_MISSING",
                    "Who charges for others gives a reference, which makes it once.");
        }
    }

    public static final class ChargeReferenceReusedException extends DomainException {
        public ChargeReferenceReusedException() {
            super(
                    ErrorKind.REUSED_KEY,
                    "CHARGE_REFERENCE_REUSED",
                    "This reference belongs to a charge of another user or amount.");
        }
    }

    /** Points are not to be had for nothing. */
    public static final class ChargingClosedException extends DomainException {
        public ChargingClosedException() {
            super(
                    ErrorKind.FORBIDDEN,
                    "CHARGING_CLOSED",
                    "Points are charged by operators and by the group payments, with the reference of what was paid for them.");
        }
    }

    public static final class UserNotFoundException extends DomainException {
        public UserNotFoundException(UserId userId) {
            super(ErrorKind.NOT_FOUND, "USER_NOT_FOUND", "There is no user " + userId + ".");
        }
    }
}

package io.onsale.reservation.domain;

import io.onsale.kernel.DomainException;
import io.onsale.kernel.ErrorKind;
import java.time.Duration;

/** What holding, cancelling and paying for seats may be refused for, each rule with its code. */
public final class ReservationRefusals {
    private ReservationRefusals() {}

    public static final class DuplicateSeatException extends DomainException {
        public DuplicateSeatException() {
            super(ErrorKind.INVALID, "DUPLICATE_SEAT", "A seat can be asked for only once in an order.");
        }
    }

    public static final class HoldCoolDownException extends DomainException {
        public HoldCoolDownException(Duration wait) {
            super(
                    ErrorKind.TOO_MANY_REQUESTS,
                    "HOLD_COOL_DOWN",
                    "Too many of your holds for this concert have ended unpaid. The next one has to wait.",
                    wait);
        }
    }

    public static final class HoldExpiredException extends DomainException {
        public HoldExpiredException() {
            super(ErrorKind.GONE, "HOLD_EXPIRED", "The hold has expired and the seats are on sale again.");
        }
    }

    public static final class NotYourReservationException extends DomainException {
        public NotYourReservationException() {
            super(ErrorKind.FORBIDDEN, "NOT_YOUR_RESERVATION", "The reservation belongs to somebody else.");
        }
    }

    /** Another request is making, paying, cancelling or expiring it this very moment. */
    public static final class ReservationBusyException extends DomainException {
        public ReservationBusyException() {
            super(
                    ErrorKind.CONFLICT,
                    "RESERVATION_BUSY",
                    "The reservation is being made, paid or cancelled right now.",
                    Duration.ofSeconds(1));
        }
    }

    public static final class ReservationFinalException extends DomainException {
        public ReservationFinalException(ReservationStatus status) {
            super(
                    ErrorKind.CONFLICT,
                    "RESERVATION_FINAL",
                    "The reservation is " + status + " and cannot be changed any more.");
        }
    }

    public static final class ReservationNotFoundException extends DomainException {
        public ReservationNotFoundException(ReservationId id) {
            super(ErrorKind.NOT_FOUND, "RESERVATION_NOT_FOUND", "There is no reservation " + id + ".");
        }
    }

    public static final class SeatLimitException extends DomainException {
        public SeatLimitException(int limit) {
            super(ErrorKind.CONFLICT, "SEAT_LIMIT", "A user can have at most " + limit + " seats of this concert.");
        }
    }

    public static final class SeatTakenException extends DomainException {
        public SeatTakenException() {
            super(
                    ErrorKind.CONFLICT,
                    "SEAT_TAKEN",
                    "Somebody else has the seat, or one of the seats. Nothing was reserved.");
        }
    }

    public static final class StillWaitingException extends DomainException {
        public StillWaitingException() {
            super(
                    ErrorKind.FORBIDDEN,
                    "STILL_WAITING",
                    "It is not your turn yet: seats can be reserved once the token is ACTIVE.");
        }
    }
}

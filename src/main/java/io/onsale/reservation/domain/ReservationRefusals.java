package io.onsale.reservation.domain;

import io.onsale.kernel.DomainException;
import io.onsale.kernel.ErrorKind;
import io.onsale.kernel.Refusal;
import java.time.Duration;

/** What holding, cancelling and paying for seats may be refused for, each rule with its code. */
public final class ReservationRefusals {
    private ReservationRefusals() {}

    @Refusal(kind = ErrorKind.INVALID, code = "DUPLICATE_SEAT")
    public static final class DuplicateSeatException extends DomainException {
        public DuplicateSeatException() {
            super("A seat can be asked for only once in an order.");
        }
    }

    @Refusal(kind = ErrorKind.TOO_MANY_REQUESTS, code = "HOLD_COOL_DOWN", hint = Refusal.ASK_AGAIN)
    public static final class HoldCoolDownException extends DomainException {
        public HoldCoolDownException(Duration wait) {
            super("Too many of your holds for this concert have ended unpaid. The next one has to wait.", wait);
        }
    }

    @Refusal(kind = ErrorKind.GONE, code = "HOLD_EXPIRED")
    public static final class HoldExpiredException extends DomainException {
        public HoldExpiredException() {
            super("The hold has expired and the seats are on sale again.");
        }
    }

    @Refusal(kind = ErrorKind.FORBIDDEN, code = "NOT_YOUR_RESERVATION")
    public static final class NotYourReservationException extends DomainException {
        public NotYourReservationException() {
            super("The reservation belongs to somebody else.");
        }
    }

    /** Another request is making, paying, cancelling or expiring it this very moment. */
    @Refusal(kind = ErrorKind.CONFLICT, code = "RESERVATION_BUSY", hint = Refusal.ASK_AGAIN)
    public static final class ReservationBusyException extends DomainException {
        public ReservationBusyException() {
            super("The reservation is being made, paid or cancelled right now.", Duration.ofSeconds(1));
        }
    }

    @Refusal(kind = ErrorKind.CONFLICT, code = "RESERVATION_FINAL")
    public static final class ReservationFinalException extends DomainException {
        public ReservationFinalException(ReservationStatus status) {
            super("The reservation is " + status + " and cannot be changed any more.");
        }
    }

    @Refusal(kind = ErrorKind.NOT_FOUND, code = "RESERVATION_NOT_FOUND")
    public static final class ReservationNotFoundException extends DomainException {
        public ReservationNotFoundException(ReservationId id) {
            super("There is no reservation " + id + ".");
        }
    }

    @Refusal(kind = ErrorKind.CONFLICT, code = "SEAT_LIMIT")
    public static final class SeatLimitException extends DomainException {
        public SeatLimitException(int limit) {
            super("A user can have at most " + limit + " seats of this concert.");
        }
    }

    @Refusal(kind = ErrorKind.CONFLICT, code = "SEAT_TAKEN")
    public static final class SeatTakenException extends DomainException {
        public SeatTakenException() {
            super("Somebody else has the seat, or one of the seats. Nothing was reserved.");
        }
    }

    @Refusal(kind = ErrorKind.FORBIDDEN, code = "STILL_WAITING")
    public static final class StillWaitingException extends DomainException {
        public StillWaitingException() {
            super("It is not your turn yet: seats can be reserved once the token is ACTIVE.");
        }
    }
}

package io.onsale.concert.domain;

import io.onsale.kernel.DomainException;
import io.onsale.kernel.ErrorKind;
import io.onsale.kernel.Refusal;
import java.time.Instant;

/** What the catalogue refuses, each rule with its code. */
public final class ConcertRefusals {
    private ConcertRefusals() {}

    @Refusal(kind = ErrorKind.NOT_FOUND, code = "CONCERT_NOT_FOUND")
    public static final class ConcertNotFoundException extends DomainException {
        public ConcertNotFoundException(ConcertId concertId) {
            super("There is no concert " + concertId + ".");
        }
    }

    @Refusal(kind = ErrorKind.NOT_FOUND, code = "DATE_NOT_FOUND")
    public static final class DateNotFoundException extends DomainException {
        public DateNotFoundException(ConcertDateId concertDateId) {
            super("There is no concert date " + concertDateId + ".");
        }
    }

    @Refusal(kind = ErrorKind.INVALID, code = "DATE_NOT_OF_CONCERT")
    public static final class DateNotOfConcertException extends DomainException {
        public DateNotOfConcertException(ConcertDateId concertDateId, ConcertId concertId) {
            super("Concert date " + concertDateId + " does not belong to concert " + concertId + ".");
        }
    }

    @Refusal(kind = ErrorKind.INVALID, code = "DEADLINE_PASSED")
    public static final class DeadlinePassedException extends DomainException {
        public DeadlinePassedException(Instant deadline) {
            super("Booking closed at " + deadline + ".");
        }
    }

    @Refusal(kind = ErrorKind.CONFLICT, code = "DATE_EXISTS")
    public static final class DuplicateDateException extends DomainException {
        public DuplicateDateException() {
            super("The concert already has this date.");
        }
    }

    /** A date in the past, or a deadline that is past or after the date. */
    @Refusal(kind = ErrorKind.INVALID, code = "DATE_INVALID")
    public static final class InvalidDateException extends DomainException {
        public InvalidDateException(String detail) {
            super(detail);
        }
    }

    @Refusal(kind = ErrorKind.INVALID, code = "NOT_OPEN_YET")
    public static final class NotOpenYetException extends DomainException {
        public NotOpenYetException(Instant openTime) {
            super("The concert opens at " + openTime + ".");
        }
    }

    @Refusal(kind = ErrorKind.NOT_FOUND, code = "SEAT_NOT_FOUND")
    public static final class SeatNotFoundException extends DomainException {
        public SeatNotFoundException(SeatId seatId) {
            super("There is no seat " + seatId + ".");
        }
    }

    @Refusal(kind = ErrorKind.INVALID, code = "SEAT_NOT_OF_DATE")
    public static final class SeatNotOfDateException extends DomainException {
        public SeatNotOfDateException(SeatId seatId, ConcertDateId concertDateId) {
            super("Seat " + seatId + " does not belong to concert date " + concertDateId + ".");
        }
    }

    @Refusal(kind = ErrorKind.INVALID, code = "TOO_MANY_SEATS")
    public static final class TooManySeatsException extends DomainException {
        public TooManySeatsException() {
            super("A date has at most " + SeatBlock.MAX_SEATS_PER_DATE + " seats.");
        }
    }
}

package io.onsale.concert.domain;

import io.onsale.kernel.DomainException;
import io.onsale.kernel.ErrorKind;
import java.time.Instant;

/** What the catalogue refuses, each rule with its code. */
public final class ConcertRefusals {
    private ConcertRefusals() {}

    public static final class ConcertNotFoundException extends DomainException {
        public ConcertNotFoundException(ConcertId concertId) {
            super(ErrorKind.NOT_FOUND, "CONCERT_NOT_FOUND", "There is no concert " + concertId + ".");
        }
    }

    public static final class DateNotFoundException extends DomainException {
        public DateNotFoundException(ConcertDateId concertDateId) {
            super(ErrorKind.NOT_FOUND, "DATE_NOT_FOUND", "There is no concert date " + concertDateId + ".");
        }
    }

    public static final class DateNotOfConcertException extends DomainException {
        public DateNotOfConcertException(ConcertDateId concertDateId, ConcertId concertId) {
            super(
                    ErrorKind.INVALID,
                    "DATE_NOT_OF_CONCERT",
                    "Concert date " + concertDateId + " does not belong to concert " + concertId + ".");
        }
    }

    public static final class DeadlinePassedException extends DomainException {
        public DeadlinePassedException(Instant deadline) {
            super(ErrorKind.INVALID, "DEADLINE_PASSED", "Booking closed at " + deadline + ".");
        }
    }

    public static final class DuplicateDateException extends DomainException {
        public DuplicateDateException() {
            super(ErrorKind.CONFLICT, "DATE_EXISTS", "The concert already has this date.");
        }
    }

    /** A date in the past, or a deadline that is past or after the date. */
    public static final class InvalidDateException extends DomainException {
        public InvalidDateException(String detail) {
            super(ErrorKind.INVALID, "DATE_INVALID", detail);
        }
    }

    public static final class NotOpenYetException extends DomainException {
        public NotOpenYetException(Instant openTime) {
            super(ErrorKind.INVALID, "NOT_OPEN_YET", "The concert opens at " + openTime + ".");
        }
    }

    public static final class SeatNotFoundException extends DomainException {
        public SeatNotFoundException(SeatId seatId) {
            super(ErrorKind.NOT_FOUND, "SEAT_NOT_FOUND", "There is no seat " + seatId + ".");
        }
    }

    public static final class SeatNotOfDateException extends DomainException {
        public SeatNotOfDateException(SeatId seatId, ConcertDateId concertDateId) {
            super(
                    ErrorKind.INVALID,
                    "SEAT_NOT_OF_DATE",
                    "Seat " + seatId + " does not belong to concert date " + concertDateId + ".");
        }
    }

    public static final class TooManySeatsException extends DomainException {
        public TooManySeatsException() {
            super(
                    ErrorKind.INVALID,
                    "TOO_MANY_SEATS",
                    "A date has at most " + SeatBlock.MAX_SEATS_PER_DATE + " seats.");
        }
    }
}

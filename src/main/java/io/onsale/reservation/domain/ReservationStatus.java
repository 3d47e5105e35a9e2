package io.onsale.reservation.domain;

/** PENDING until it is paid (SUCCESS), given up (CANCELLED), too late (EXPIRED) or declined for good (FAILED). */
public enum ReservationStatus {
    PENDING,
    SUCCESS,
    CANCELLED,
    EXPIRED,
    FAILED
}

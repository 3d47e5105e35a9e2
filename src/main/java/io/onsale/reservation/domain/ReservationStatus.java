package io.onsale.reservation.domain;

/**
 * The status of a reservation: PENDING until it is paid (SUCCESS), cancelled by its user (CANCELLED), too late (EXPIRED) or declined
 * for good (FAILED). A purchase that is refunded is CANCELLED, too.
 */
public enum ReservationStatus {
    PENDING,
    SUCCESS,
    CANCELLED,
    EXPIRED,
    FAILED
}

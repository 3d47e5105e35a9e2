package io.onsale.concert.domain;

/** The grade of a seat, which buyers see beside its price. */
public enum SeatGrade {
    VIP,
    PREMIUM,
    NORMAL
}

package io.onsale.concert.domain;

public enum SeatGrade {
    VIP,
    PREMIUM,
    NORMAL
}

package io.onsale.reservation;

import io.onsale.reservation.domain.Reservation;
import io.onsale.reservation.port.out.SeatQuota;

class InMemorySeatQuotaTest extends SeatQuotaContract {
    private final InMemorySeatQuota quota = new InMemorySeatQuota();

    @Override
    protected SeatQuota quota() {
        return quota;
    }

    @Override
    protected void made(Reservation reservation) {
        // The fake does not look reservations up.
    }
}

package io.onsale.reservation;

import io.onsale.concert.domain.ConcertId;
import io.onsale.reservation.domain.Reservation;
import io.onsale.reservation.port.out.SeatQuota;
import io.onsale.user.domain.UserId;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

public final class InMemorySeatQuota implements SeatQuota {
    private record Share(UserId userId, ConcertId concertId) {}

    private final Map<Share, Integer> taken = new HashMap<>();

    public int taken(UserId userId, ConcertId concertId) {
        return taken.getOrDefault(new Share(userId, concertId), 0);
    }

    @Override
    public boolean take(UserId userId, ConcertId concertId, int seats, int limit) {
        int all = taken(userId, concertId) + seats;
        if (all > limit) {
            return false;
        }
        taken.put(new Share(userId, concertId), all);
        return true;
    }

    @Override
    public void giveBack(List<Reservation> reservations) {
        for (Reservation reservation : reservations) {
            int left = taken(reservation.userId(), reservation.concertId())
                    - reservation.seats().size();
            if (left < 0) {
                throw new IllegalStateException("more seats are given back than " + reservation.userId() + " has");
            }
            taken.put(new Share(reservation.userId(), reservation.concertId()), left);
        }
    }
}

package io.onsale.reservation.adapter.out.persistence;

import io.onsale.reservation.domain.Reservation;
import io.onsale.reservation.domain.ReservationId;
import io.onsale.reservation.domain.ReservationNotFoundException;
import io.onsale.reservation.port.in.ReservationQueries;
import io.onsale.user.domain.UserId;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;

@ApplicationScoped
public class PanacheReservationQueries implements ReservationQueries {

    @Override
    public Reservation reservation(ReservationId reservationId) {
        return ReservationEntity.<ReservationEntity>findByIdOptional(reservationId.value())
                .orElseThrow(() -> new ReservationNotFoundException(reservationId))
                .toDomain();
    }

    @Override
    public List<Reservation> ofUser(UserId userId, int page, int size) {
        return ReservationEntity.<ReservationEntity>find("userId = ?1 order by id desc", userId.value())
                .page(page, size)
                .stream()
                .map(ReservationEntity::toDomain)
                .toList();
    }

    @Override
    public long countOfUser(UserId userId) {
        return ReservationEntity.count("userId", userId.value());
    }
}

package io.onsale.reservation.adapter.out.persistence;

import io.onsale.reservation.domain.Reservation;
import io.onsale.reservation.domain.ReservationId;
import io.onsale.reservation.port.in.ReservationQueries;
import io.onsale.user.domain.UserId;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.Optional;

@ApplicationScoped
public class PanacheReservationQueries implements ReservationQueries {

    @Override
    public Optional<Reservation> find(ReservationId reservationId) {
        return ReservationEntity.<ReservationEntity>findByIdOptional(reservationId.value())
                .map(ReservationEntity::toDomain);
    }

    @Override
    public List<Reservation> ofUser(UserId userId, int page, int size) {
        return ReservationEntity.<ReservationEntity>find("userId = ?1 order by id desc", userId.value())
                .page(page, size)
                .list()
                .stream()
                .map(ReservationEntity::toDomain)
                .toList();
    }

    @Override
    public long countOfUser(UserId userId) {
        return ReservationEntity.count("userId", userId.value());
    }
}

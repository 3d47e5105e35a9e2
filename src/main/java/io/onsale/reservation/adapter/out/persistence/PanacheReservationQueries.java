package io.onsale.reservation.adapter.out.persistence;

import io.onsale.kernel.Caller;
import io.onsale.reservation.domain.Reservation;
import io.onsale.reservation.domain.ReservationId;
import io.onsale.reservation.domain.ReservationRefusals.ReservationNotFoundException;
import io.onsale.reservation.domain.ReservationStatus;
import io.onsale.reservation.port.in.ReservationQueries;
import io.onsale.user.domain.UserId;
import io.onsale.user.domain.UserRefusals.UserNotFoundException;
import io.onsale.user.port.in.RegisteredUsers;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.persistence.EntityManager;
import java.time.Clock;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;

/** The queries of reservations in the database. */
@ApplicationScoped
public class PanacheReservationQueries implements ReservationQueries {
    private final RegisteredUsers users;
    private final EntityManager entityManager;
    private final Clock clock;

    public PanacheReservationQueries(RegisteredUsers users, EntityManager entityManager, Clock clock) {
        this.users = users;
        this.entityManager = entityManager;
        this.clock = clock;
    }

    /**
     * The count runs over the PENDING entries of the index (status, end of the hold). A hold that is over stays PENDING
     * there for seconds only.
     */
    @Override
    public long liveHolds() {
        return ReservationEntity.count("status = ?1 and expiresAt > ?2", ReservationStatus.PENDING, clock.instant());
    }

    @Override
    public Optional<Reservation> find(ReservationId reservationId) {
        return ReservationEntity.<ReservationEntity>findByIdOptional(reservationId.value())
                .map(ReservationEntity::toDomain);
    }

    @Override
    public List<Reservation> all(List<ReservationId> reservationIds) {
        List<Reservation> found = ReservationEntity.<ReservationEntity>find(
                        "id in ?1",
                        reservationIds.stream().map(ReservationId::value).toList())
                .list()
                .stream()
                .map(ReservationEntity::toDomain)
                .toList();
        var missing = new HashSet<>(reservationIds);
        found.forEach(reservation -> missing.remove(reservation.id()));
        missing.stream().findFirst().ifPresent(id -> {
            throw new ReservationNotFoundException(id);
        });
        return found;
    }

    /**
     * The query reads the column alone: an entity that is read here would be given again, as it was, to code that locks
     * it later in the transaction.
     */
    @Override
    public ReservationStatus statusOf(ReservationId reservationId) {
        return entityManager
                .createQuery("select status from ReservationEntity where id = :id", ReservationStatus.class)
                .setParameter("id", reservationId.value())
                .getResultList()
                .stream()
                .findFirst()
                .orElseThrow(() -> new ReservationNotFoundException(reservationId));
    }

    @Override
    public List<Reservation> ofUser(Caller caller, UserId userId, int page, int size) {
        require(caller, userId);
        return ReservationEntity.<ReservationEntity>find("userId = ?1 order by id desc", userId.value())
                .page(page, size)
                .list()
                .stream()
                .map(ReservationEntity::toDomain)
                .toList();
    }

    @Override
    public long countOfUser(Caller caller, UserId userId) {
        require(caller, userId);
        return ReservationEntity.count("userId", userId.value());
    }

    private void require(Caller caller, UserId userId) {
        caller.requireIs(userId.value());
        if (!users.isRegistered(userId).toCompletableFuture().join()) {
            throw new UserNotFoundException(userId);
        }
    }
}

package io.onsale.reservation.adapter.out.persistence;

import io.onsale.concert.domain.ConcertDateId;
import io.onsale.concert.domain.ConcertId;
import io.onsale.reservation.domain.Reservation;
import io.onsale.reservation.domain.Reservation.ReservedSeat;
import io.onsale.reservation.domain.ReservationCreated;
import io.onsale.reservation.domain.ReservationId;
import io.onsale.reservation.domain.ReservationReleased;
import io.onsale.reservation.domain.ReservationStatus;
import io.onsale.user.domain.UserId;
import io.quarkus.hibernate.orm.panache.PanacheEntityBase;
import io.quarkus.runtime.annotations.RegisterForReflection;
import jakarta.persistence.Column;
import jakarta.persistence.Convert;
import jakarta.persistence.Entity;
import jakarta.persistence.EnumType;
import jakarta.persistence.Enumerated;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Instant;
import java.util.List;
import java.util.UUID;

/** A row of {@code reservation}, for queries; bookings write it by {@link SqlReservationRepository}. */
@Entity
@Table(name = "reservation")
// The events are written as JSON, and the domain, which knows no Quarkus, cannot ask for the reflection itself.
@RegisterForReflection(targets = {ReservationCreated.class, ReservationReleased.class})
public class ReservationEntity extends PanacheEntityBase {
    @Id
    public UUID id;

    @Column(name = "user_id")
    public UUID userId;

    @Column(name = "concert_id")
    public UUID concertId;

    @Column(name = "concert_date_id")
    public UUID concertDateId;

    @Convert(converter = ReservedSeatsJson.class)
    public List<ReservedSeat> seats;

    public long price;

    @Enumerated(EnumType.STRING)
    public ReservationStatus status;

    public int declines;

    @Column(name = "expires_at")
    public Instant expiresAt;

    @Column(name = "created_at")
    public Instant createdAt;

    @Column(name = "updated_at")
    public Instant updatedAt;

    Reservation toDomain() {
        return new Reservation(
                new ReservationId(id),
                new UserId(userId),
                new ConcertId(concertId),
                new ConcertDateId(concertDateId),
                seats,
                status,
                declines,
                expiresAt,
                createdAt);
    }
}

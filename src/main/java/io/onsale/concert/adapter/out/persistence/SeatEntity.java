package io.onsale.concert.adapter.out.persistence;

import io.onsale.concert.domain.SeatGrade;
import io.onsale.concert.domain.SeatStatus;
import io.quarkus.hibernate.orm.panache.PanacheEntityBase;
import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.EnumType;
import jakarta.persistence.Enumerated;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.util.UUID;

/** A row of {@code seat}, for the catalogue; bookings change it by {@link SqlSeatInventory} alone. */
@Entity
@Table(name = "seat")
public class SeatEntity extends PanacheEntityBase {
    @Id
    public UUID id;

    @Column(name = "concert_date_id")
    public UUID concertDateId;

    @Column(name = "seat_no")
    public int number;

    @Enumerated(EnumType.STRING)
    public SeatGrade grade;

    public long price;

    @Enumerated(EnumType.STRING)
    public SeatStatus status;

    @Column(name = "reservation_id")
    public UUID reservationId;
}

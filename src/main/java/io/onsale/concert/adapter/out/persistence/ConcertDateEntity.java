package io.onsale.concert.adapter.out.persistence;

import io.onsale.concert.domain.ConcertDate;
import io.quarkus.hibernate.orm.panache.PanacheEntityBase;
import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Instant;
import java.util.UUID;

/** A row of {@code concert_date}. */
@Entity
@Table(name = "concert_date")
public class ConcertDateEntity extends PanacheEntityBase {
    @Id
    public UUID id;

    @Column(name = "concert_id")
    public UUID concertId;

    public Instant date;
    public Instant deadline;

    @Column(name = "seat_count")
    public int seatCount;

    static ConcertDateEntity of(ConcertDate concertDate) {
        var entity = new ConcertDateEntity();
        entity.id = concertDate.id().value();
        entity.concertId = concertDate.concertId().value();
        entity.date = concertDate.date();
        entity.deadline = concertDate.deadline();
        entity.seatCount = concertDate.seatCount();
        return entity;
    }
}

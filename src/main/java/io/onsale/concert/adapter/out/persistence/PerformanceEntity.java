package io.onsale.concert.adapter.out.persistence;

import io.onsale.concert.domain.Performance;
import io.quarkus.hibernate.orm.panache.PanacheEntityBase;
import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Instant;
import java.util.UUID;

@Entity
@Table(name = "concert_date")
public class PerformanceEntity extends PanacheEntityBase {
    @Id
    public UUID id;

    @Column(name = "concert_id")
    public UUID concertId;

    public Instant date;
    public Instant deadline;

    @Column(name = "seat_count")
    public int seatCount;

    static PerformanceEntity of(Performance performance) {
        var entity = new PerformanceEntity();
        entity.id = performance.id().value();
        entity.concertId = performance.concertId().value();
        entity.date = performance.date();
        entity.deadline = performance.deadline();
        entity.seatCount = performance.seatCount();
        return entity;
    }
}

package io.onsale.concert.adapter.out.persistence;

import io.onsale.concert.domain.Concert;
import io.onsale.concert.domain.ConcertId;
import io.quarkus.hibernate.orm.panache.PanacheEntityBase;
import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;

/** A row of {@code concert}. */
@Entity
@Table(name = "concert")
public class ConcertEntity extends PanacheEntityBase {
    @Id
    public UUID id;

    public String title;
    public String artist;

    @Column(name = "open_time")
    public Instant openTime;

    @Column(name = "sold_out_time")
    public Instant soldOutTime;

    @Column(name = "created_at")
    public Instant createdAt;

    @Column(name = "updated_at")
    public Instant updatedAt;

    static ConcertEntity of(Concert concert) {
        var entity = new ConcertEntity();
        entity.id = concert.id().value();
        entity.title = concert.title();
        entity.artist = concert.artist();
        entity.openTime = concert.openTime();
        entity.soldOutTime = concert.soldOutTime().orElse(null);
        entity.createdAt = concert.createdAt();
        entity.updatedAt = concert.updatedAt();
        return entity;
    }

    Concert toDomain() {
        return new Concert(
                new ConcertId(id), title, artist, openTime, Optional.ofNullable(soldOutTime), createdAt, updatedAt);
    }
}

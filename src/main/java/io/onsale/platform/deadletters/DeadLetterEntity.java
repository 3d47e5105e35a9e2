package io.onsale.platform.deadletters;

import io.quarkus.hibernate.orm.panache.PanacheEntityBase;
import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.EnumType;
import jakarta.persistence.Enumerated;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Instant;
import java.util.UUID;

/** A row of the dead letters. */
@Entity
@Table(name = "dead_letter")
public class DeadLetterEntity extends PanacheEntityBase {
    @Id
    public UUID id;

    public String consumer;
    public String cause;
    public String detail;
    public int attempts;
    public String topic;

    @Column(name = "topic_partition")
    public int partition;

    @Column(name = "topic_offset")
    public long offset;

    @Column(name = "record_key")
    public byte[] key;

    public String headers;

    public byte[] payload;

    @Column(name = "died_at")
    public Instant diedAt;

    @Enumerated(EnumType.STRING)
    public DeadLetterStatus status;

    @Column(name = "updated_at")
    public Instant updatedAt;

    DeadLetter toDomain() {
        var row = new DeadLetters.Row(
                id, consumer, cause, detail, attempts, topic, partition, offset, diedAt, status, updatedAt);
        return new DeadLetter(row.toDomain(), new Message(key, HeadersJson.read(headers), payload));
    }
}

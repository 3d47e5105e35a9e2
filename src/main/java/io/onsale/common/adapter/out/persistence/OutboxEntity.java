package io.onsale.common.adapter.out.persistence;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.GeneratedValue;
import jakarta.persistence.GenerationType;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Instant;
import java.util.UUID;

@Entity
@Table(name = "outbox")
public class OutboxEntity {
    @Id
    @GeneratedValue(strategy = GenerationType.IDENTITY)
    public Long position;

    @Column(name = "event_id")
    public UUID eventId;

    public String type;

    @Column(name = "event_key")
    public UUID key;

    @Column(name = "schema_version")
    public int schemaVersion;

    public String payload;

    @Column(name = "occurred_at")
    public Instant occurredAt;
}

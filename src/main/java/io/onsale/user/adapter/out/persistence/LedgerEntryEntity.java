package io.onsale.user.adapter.out.persistence;

import io.onsale.user.domain.LedgerKind;
import io.quarkus.hibernate.orm.panache.PanacheEntityBase;
import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.EnumType;
import jakarta.persistence.Enumerated;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Instant;
import java.util.UUID;

/** A row of {@code ledger_entry}, for queries and bulk inserts; other entries are written by {@link SqlAccounts}. */
@Entity
@Table(name = "ledger_entry")
public class LedgerEntryEntity extends PanacheEntityBase {
    @Id
    public UUID id;

    @Column(name = "user_id")
    public UUID userId;

    @Enumerated(EnumType.STRING)
    public LedgerKind kind;

    public long amount;
    public long balance;

    @Column(name = "reservation_id")
    public UUID reservationId;

    public Instant at;
}

package io.onsale.user.adapter.out.persistence;

import io.quarkus.hibernate.orm.panache.PanacheEntityBase;
import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Instant;
import java.util.UUID;

/** A row of {@code user_account}, for queries and bulk inserts; other changes are made by {@link SqlAccounts}. */
@Entity
@Table(name = "user_account")
public class AccountEntity extends PanacheEntityBase {
    @Id
    public UUID id;

    public long balance;

    @Column(name = "charge_month")
    public int chargeMonth;

    public long charged;

    @Column(name = "created_at")
    public Instant createdAt;
}

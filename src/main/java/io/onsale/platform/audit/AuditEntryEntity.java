package io.onsale.platform.audit;

import io.quarkus.hibernate.orm.panache.PanacheEntityBase;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Instant;
import java.util.UUID;

/** A row of the audit log. */
@Entity
@Table(name = "audit_log")
public class AuditEntryEntity extends PanacheEntityBase {
    @Id
    public UUID id;

    public Instant at;
    public String actor;
    public String action;
    public String target;
    public String detail;

    AuditEntry toDomain() {
        return new AuditEntry(id, at, actor, action, target, detail);
    }
}

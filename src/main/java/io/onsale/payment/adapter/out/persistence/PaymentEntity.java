package io.onsale.payment.adapter.out.persistence;

import io.onsale.common.domain.Money;
import io.onsale.payment.domain.Payment;
import io.onsale.payment.domain.PaymentId;
import io.onsale.payment.domain.PaymentStatus;
import io.onsale.reservation.domain.ReservationId;
import io.onsale.user.domain.UserId;
import io.quarkus.hibernate.orm.panache.PanacheEntityBase;
import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.EnumType;
import jakarta.persistence.Enumerated;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Instant;
import java.util.UUID;

@Entity
@Table(name = "payment")
public class PaymentEntity extends PanacheEntityBase {
    @Id
    public UUID id;

    @Column(name = "reservation_id")
    public UUID reservationId;

    @Column(name = "user_id")
    public UUID userId;

    public long amount;

    @Enumerated(EnumType.STRING)
    public PaymentStatus status;

    @Column(name = "created_at")
    public Instant createdAt;

    @Column(name = "updated_at")
    public Instant updatedAt;

    static PaymentEntity of(Payment payment) {
        var entity = new PaymentEntity();
        entity.id = payment.id().value();
        entity.reservationId = payment.reservationId().value();
        entity.userId = payment.userId().value();
        entity.amount = payment.amount().won();
        entity.status = payment.status();
        entity.createdAt = payment.createdAt();
        entity.updatedAt = payment.createdAt();
        return entity;
    }

    Payment toDomain() {
        return new Payment(
                new PaymentId(id),
                new ReservationId(reservationId),
                new UserId(userId),
                new Money(amount),
                status,
                createdAt);
    }
}

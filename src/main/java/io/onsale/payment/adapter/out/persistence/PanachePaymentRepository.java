package io.onsale.payment.adapter.out.persistence;

import io.onsale.payment.domain.Payment;
import io.onsale.payment.domain.PaymentStatus;
import io.onsale.payment.port.out.PaymentRepository;
import io.onsale.reservation.domain.ReservationId;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;

@ApplicationScoped
public class PanachePaymentRepository implements PaymentRepository {

    @Override
    public void add(Payment payment) {
        PaymentEntity.of(payment).persist();
    }

    @Override
    public Payment ofReservation(ReservationId reservationId) {
        return PaymentEntity.<PaymentEntity>find("reservationId", reservationId.value())
                .singleResult()
                .toDomain();
    }

    @Override
    public boolean markRefunded(ReservationId reservationId, Instant now) {
        return PaymentEntity.update(
                        "status = ?1, updatedAt = ?2 where reservationId = ?3 and status = ?4",
                        PaymentStatus.REFUNDED,
                        now,
                        reservationId.value(),
                        PaymentStatus.SUCCESS)
                == 1;
    }
}

package io.onsale.payment;

import io.onsale.payment.domain.Payment;
import io.onsale.payment.domain.PaymentStatus;
import io.onsale.payment.port.out.PaymentRepository;
import io.onsale.reservation.domain.ReservationId;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

public final class InMemoryPaymentRepository implements PaymentRepository {
    private final Map<ReservationId, Payment> payments = new HashMap<>();

    public Optional<Payment> find(ReservationId reservationId) {
        return Optional.ofNullable(payments.get(reservationId));
    }

    @Override
    public void add(Payment payment) {
        if (payments.putIfAbsent(payment.reservationId(), payment) != null) {
            throw new IllegalStateException("there is a payment of reservation " + payment.reservationId());
        }
    }

    @Override
    public Payment ofReservation(ReservationId reservationId) {
        return find(reservationId).orElseThrow();
    }

    @Override
    public boolean markRefunded(ReservationId reservationId, Instant now) {
        Optional<Payment> paid = find(reservationId).filter(payment -> payment.status() == PaymentStatus.SUCCESS);
        paid.ifPresent(payment -> payments.put(
                reservationId,
                new Payment(
                        payment.id(),
                        reservationId,
                        payment.userId(),
                        payment.amount(),
                        PaymentStatus.REFUNDED,
                        payment.createdAt())));
        return paid.isPresent();
    }
}

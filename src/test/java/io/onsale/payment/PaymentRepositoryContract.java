package io.onsale.payment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.onsale.kernel.Money;
import io.onsale.payment.domain.Payment;
import io.onsale.payment.domain.PaymentId;
import io.onsale.payment.domain.PaymentStatus;
import io.onsale.payment.port.out.PaymentRepository;
import io.onsale.reservation.domain.ReservationId;
import io.onsale.user.domain.UserId;
import java.time.Instant;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** The contract of {@code PaymentRepository}, for the fake and the adapter. Each test is one transaction. */
public abstract class PaymentRepositoryContract {
    private static final Instant NOW = Instant.parse("2001-09-01T11:00:00.123Z");

    private final ReservationId reservation = new ReservationId(UUID.randomUUID());

    protected abstract PaymentRepository payments();

    @Test
    void givenPayment_ofReservation_tellsIt() {
        // Given
        Payment payment = payment(PaymentStatus.SUCCESS);
        payments().add(payment);
        payments().add(paymentOf(new ReservationId(UUID.randomUUID()), PaymentStatus.FAILED));
        // When
        Payment found = payments().ofReservation(reservation);
        // Then
        assertThat(found).isEqualTo(payment);
    }

    @Test
    void givenPayment_addAnotherOfTheReservation_fails() {
        payments().add(payment(PaymentStatus.FAILED));
        assertThatThrownBy(() -> payments().add(payment(PaymentStatus.SUCCESS))).isInstanceOf(RuntimeException.class);
    }

    @Test
    void givenPayment_markRefunded_isDone_once() {
        payments().add(payment(PaymentStatus.SUCCESS));
        assertThat(payments().markRefunded(reservation, NOW)).isTrue();
        assertThat(payments().markRefunded(reservation, NOW)).isFalse();
        assertThat(payments().ofReservation(reservation).status()).isEqualTo(PaymentStatus.REFUNDED);
    }

    @Test
    void givenPaymentThatFailed_markRefunded_isRejected_andChangesNothing() {
        payments().add(payment(PaymentStatus.FAILED));
        assertThat(payments().markRefunded(reservation, NOW)).isFalse();
        assertThat(payments().ofReservation(reservation).status()).isEqualTo(PaymentStatus.FAILED);
    }

    @Test
    void givenNoPayment_markRefunded_isRejected() {
        assertThat(payments().markRefunded(reservation, NOW)).isFalse();
    }

    private Payment payment(PaymentStatus status) {
        return paymentOf(reservation, status);
    }

    private static Payment paymentOf(ReservationId reservationId, PaymentStatus status) {
        return new Payment(
                new PaymentId(UUID.randomUUID()),
                reservationId,
                new UserId(UUID.randomUUID()),
                new Money(10_000),
                status,
                NOW);
    }
}

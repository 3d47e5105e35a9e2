package io.onsale.payment.adapter.out.persistence;

import io.onsale.kernel.Money;
import io.onsale.payment.domain.Payment;
import io.onsale.payment.domain.PaymentId;
import io.onsale.payment.domain.PaymentStatus;
import io.onsale.payment.port.out.PaymentRepository;
import io.onsale.platform.database.Sql;
import io.onsale.reservation.domain.ReservationId;
import io.onsale.user.domain.UserId;
import jakarta.enterprise.context.ApplicationScoped;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;

/** The payments in the database. */
@ApplicationScoped
public class SqlPaymentRepository implements PaymentRepository {
    private final Sql sql;

    public SqlPaymentRepository(Sql sql) {
        this.sql = sql;
    }

    @Override
    public void add(Payment payment) {
        sql.update(
                """
                INSERT INTO payment (id, reservation_id, user_id, amount, status, created_at, updated_at)
                VALUES (?, ?, ?, ?, ?, ?, ?)
                """,
                payment.id().value(),
                payment.reservationId().value(),
                payment.userId().value(),
                payment.amount().won(),
                payment.status(),
                payment.createdAt(),
                payment.createdAt());
    }

    @Override
    public Payment ofReservation(ReservationId reservationId) {
        return sql.query(
                        "SELECT * FROM payment WHERE reservation_id = ?",
                        SqlPaymentRepository::payment,
                        reservationId.value())
                .get(0);
    }

    private static Payment payment(ResultSet row) throws SQLException {
        return new Payment(
                new PaymentId(Sql.uuid(row, "id")),
                new ReservationId(Sql.uuid(row, "reservation_id")),
                new UserId(Sql.uuid(row, "user_id")),
                new Money(row.getLong("amount")),
                PaymentStatus.valueOf(row.getString("status")),
                Sql.instant(row, "created_at"));
    }

    @Override
    public boolean markRefunded(ReservationId reservationId, Instant now) {
        return sql.update(
                        "UPDATE payment SET status = ?, updated_at = ? WHERE reservation_id = ? AND status = ?",
                        PaymentStatus.REFUNDED,
                        now,
                        reservationId.value(),
                        PaymentStatus.SUCCESS)
                == 1;
    }
}

package io.onsale.benchmark;

import java.nio.ByteBuffer;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Instant;
import java.util.Properties;
import java.util.UUID;
import java.util.concurrent.ThreadLocalRandom;

/**
 * A booking by bare JDBC: the statements of a reservation and of its payment, one after the other on one connection with the driver's
 * settings of the service. It shows what MySQL and the driver can do at best. docs/architecture.md counts the same statements for the
 * service.
 */
final class JdbcBooking implements AutoCloseable {
    private static final String SEAT_JSON = "[{\"seatId\":\"%s\",\"seatNo\":1,\"price\":10000}]";
    private static final String EVENT_JSON =
            "{\"eventId\":\"%1$s\",\"occurredAt\":\"2026-01-01T00:00:00.000Z\",\"reservationId\":\"%2$s\",\"userId\":\"%3$s\","
                    + "\"concertId\":\"%4$s\",\"concertDateId\":\"%5$s\",\"seatIds\":[\"%6$s\"],\"price\":10000,"
                    + "\"expiresAt\":\"2026-01-01T00:05:00.000Z\"}";

    /** A seat and its buyer. */
    record Sale(UUID concert, UUID date, UUID seat, UUID user) {}

    private final Connection connection;
    private final PreparedStatement takeQuota;
    private final PreparedStatement reserveSeat;
    private final PreparedStatement addReservation;
    private final PreparedStatement addEvent;
    private final PreparedStatement lockReservation;
    private final PreparedStatement debit;
    private final PreparedStatement addLedgerEntry;
    private final PreparedStatement addPayment;
    private final PreparedStatement paid;
    private final PreparedStatement assignSeat;

    JdbcBooking(String url) throws SQLException {
        var settings = new Properties();
        settings.put("user", "root");
        settings.put("password", "");
        settings.put("rewriteBatchedStatements", "true");
        settings.put("elideSetAutoCommits", "true");
        settings.put("useLocalSessionState", "true");
        settings.put("openTelemetry", "DISABLED");
        settings.put("useAffectedRows", "true");
        settings.put("connectionTimeZone", "UTC");
        connection = DriverManager.getConnection(url, settings);
        connection.setAutoCommit(false);
        takeQuota = connection.prepareStatement("INSERT INTO seat_quota (user_id, concert_id, seats) VALUES (?, ?, 1)"
                + " ON DUPLICATE KEY UPDATE seats = IF(seats + 1 <= 4, seats + 1, seats)");
        reserveSeat = connection.prepareStatement(
                "UPDATE seat FORCE INDEX (PRIMARY) SET status = 'RESERVED', reservation_id = ?"
                        + " WHERE id IN (?) AND status = 'AVAILABLE' ORDER BY id");
        addReservation = connection.prepareStatement(
                "INSERT INTO reservation (concert_id, created_at, declines, expires_at, concert_date_id, price, seats, status,"
                        + " updated_at, user_id, id) VALUES (?, ?, 0, ?, ?, 10000, ?, 'PENDING', ?, ?, ?)");
        addEvent = connection.prepareStatement(
                "INSERT INTO outbox (event_id, type, event_key, schema_version, payload, occurred_at, traceparent) VALUES (?, ?, ?, 1, ?, ?, NULL)");
        lockReservation = connection.prepareStatement("SELECT * FROM reservation WHERE id = ? FOR UPDATE NOWAIT");
        debit = connection.prepareStatement(
                "UPDATE user_account SET balance = balance - 10000 WHERE id = ? AND balance >= 10000");
        addLedgerEntry = connection.prepareStatement(
                "INSERT INTO ledger_entry (id, user_id, kind, amount, balance, reservation_id, at)"
                        + " SELECT ?, id, 'PAYMENT', -10000, balance, ?, ? FROM user_account WHERE id = ?");
        addPayment = connection.prepareStatement(
                "INSERT INTO payment (amount, created_at, reservation_id, status, updated_at, user_id, id)"
                        + " VALUES (10000, ?, ?, 'SUCCESS', ?, ?, ?)");
        paid = connection.prepareStatement(
                "UPDATE reservation SET status = 'SUCCESS', declines = 0, updated_at = ? WHERE id = ? AND status = 'PENDING'");
        assignSeat = connection.prepareStatement("UPDATE seat FORCE INDEX (PRIMARY) SET status = 'ASSIGNED'"
                + " WHERE id IN (?) AND reservation_id = ? AND status = 'RESERVED' ORDER BY id");
    }

    /** Returns the reservation. */
    UUID reserve(Sale sale) throws SQLException {
        UUID reservation = id();
        Timestamp now = Timestamp.from(Instant.now());
        run(takeQuota, bytes(sale.user), bytes(sale.concert));
        one(reserveSeat, bytes(reservation), bytes(sale.seat));
        one(
                addReservation,
                bytes(sale.concert),
                now,
                Timestamp.from(Instant.now().plusSeconds(300)),
                bytes(sale.date),
                SEAT_JSON.formatted(sale.seat),
                now,
                bytes(sale.user),
                bytes(reservation));
        event("reservation.created", sale, reservation, now);
        connection.commit();
        return reservation;
    }

    void pay(Sale sale, UUID reservation) throws SQLException {
        Timestamp now = Timestamp.from(Instant.now());
        set(lockReservation, bytes(reservation));
        try (var rows = lockReservation.executeQuery()) {
            rows.next();
            rows.getString("seats");
        }
        one(debit, bytes(sale.user));
        one(addLedgerEntry, bytes(id()), bytes(reservation), now, bytes(sale.user));
        one(addPayment, now, bytes(reservation), now, bytes(sale.user), bytes(id()));
        one(paid, now, bytes(reservation));
        one(assignSeat, bytes(sale.seat), bytes(reservation));
        event("payment.success", sale, reservation, now);
        connection.commit();
    }

    private void event(String type, Sale sale, UUID reservation, Timestamp now) throws SQLException {
        UUID event = id();
        String payload = EVENT_JSON.formatted(event, reservation, sale.user, sale.concert, sale.date, sale.seat);
        one(addEvent, bytes(event), type, bytes(reservation), payload, now);
    }

    private static void one(PreparedStatement statement, Object... parameters) throws SQLException {
        if (run(statement, parameters) != 1) {
            throw new IllegalStateException("nothing was changed by " + statement);
        }
    }

    private static int run(PreparedStatement statement, Object... parameters) throws SQLException {
        set(statement, parameters);
        return statement.executeUpdate();
    }

    private static void set(PreparedStatement statement, Object... parameters) throws SQLException {
        for (int i = 0; i < parameters.length; i++) {
            statement.setObject(i + 1, parameters[i]);
        }
    }

    /** An id in the order of time, as those of the service. */
    private static UUID id() {
        var random = ThreadLocalRandom.current();
        long high = System.currentTimeMillis() << 16 | 0x7000 | random.nextInt(0x1000);
        return new UUID(high, random.nextLong() & 0x3fffffffffffffffL | 0x8000000000000000L);
    }

    private static byte[] bytes(UUID id) {
        return ByteBuffer.allocate(16)
                .putLong(id.getMostSignificantBits())
                .putLong(id.getLeastSignificantBits())
                .array();
    }

    @Override
    public void close() throws SQLException {
        connection.close();
    }
}

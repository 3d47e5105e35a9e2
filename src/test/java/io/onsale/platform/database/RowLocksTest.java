package io.onsale.platform.database;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.mysql.cj.jdbc.MysqlDataSource;
import io.onsale.booking.BookingApi;
import io.onsale.booking.BookingApi.Buyer;
import io.onsale.booking.BookingApi.Show;
import io.onsale.booking.Database;
import io.onsale.platform.deadletters.DeadLetterId;
import io.onsale.platform.deadletters.DeadLetters;
import io.onsale.platform.runtime.BackgroundConfig;
import io.onsale.reservation.adapter.out.persistence.SqlReservationRepository;
import io.onsale.reservation.domain.ReservationId;
import io.onsale.reservation.port.out.ReservationRepository;
import io.quarkus.narayana.jta.QuarkusTransaction;
import io.quarkus.runtime.PreventFurtherStepsException;
import io.quarkus.runtime.StartupEvent;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import javax.sql.DataSource;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.hibernate.Session;
import org.junit.jupiter.api.Test;

/** Tests of code that relies on row locks, on a server that only pretends to lock. */
@QuarkusTest
class RowLocksTest {
    private static final Instant LATER = Instant.now().plus(Duration.ofDays(1));
    private static final BackgroundConfig BACKGROUND = () -> true;

    @Inject
    DataSource dataSource;

    @Inject
    Session session;

    @Inject
    ReservationRepository reservations;

    @Inject
    DeadLetters letters;

    @Inject
    Database database;

    @Inject
    RowLocks locks;

    @ConfigProperty(name = "quarkus.datasource.jdbc.url")
    String url;

    @Test
    void givenServerThatLocks_theServiceStarts() {
        assertThat(locks.areHeld()).isTrue();
        locks.require(new StartupEvent(), BACKGROUND);
    }

    @Test
    void givenServerThatLocksNothing_theServiceDoesNotStart() {
        // Given
        var unlocking =
                new MysqlDataSource(); // the connections of this source end a transaction, and its locks, with each
        // statement
        unlocking.setUrl(url);
        unlocking.setUser("onsale");
        unlocking.setPassword("onsale");
        // When
        assertThatThrownBy(() -> new RowLocks(unlocking).require(new StartupEvent(), BACKGROUND))
                // Then
                .isInstanceOf(PreventFurtherStepsException.class)
                .hasMessageContaining("SKIP LOCKED");
    }

    @Test
    void givenHoldThatAnotherHasExpiredMeanwhile_expire_isUndone() {
        // Given
        var api = new BookingApi();
        Show show = api.aShow();
        Buyer buyer = api.aBuyer(show, 0);
        UUID hold = UUID.fromString(api.reserved(show, buyer, show.seats().get(0)));
        var ids = List.of(new ReservationId(hold));
        Runnable another = () -> QuarkusTransaction.requiringNew().run(() -> reservations.expire(ids, LATER));
        var unlocked = new SqlReservationRepository(new Sql(withoutLocks(another)));
        try {
            // When
            assertThatThrownBy(() -> QuarkusTransaction.requiringNew().run(() -> unlocked.expire(ids, LATER)))
                    // Then
                    .hasMessageContaining("changed by others");
            assertThat(database.reservationStatus(hold.toString())).isEqualTo("EXPIRED");
        } finally {
            database.run("UPDATE reservation SET status = 'PENDING' WHERE id = ?", hold);
        }
    }

    @Test
    void givenDeadLetterThatAnotherHasReplayedMeanwhile_markReplayed_isUndone() {
        // Given
        UUID letter = UUID.randomUUID();
        database.run("""
                INSERT INTO dead_letter (id, consumer, cause, detail, attempts, topic, topic_partition, topic_offset, headers, died_at,
                  status, updated_at) VALUES (?, 'c', 'CAUSE', '', 1, 'row.locks', 0, 0, '[]', NOW(3), 'DEAD', NOW(3))
                """, letter);
        var ids = List.of(new DeadLetterId(letter));
        Runnable another = () -> QuarkusTransaction.requiringNew().run(() -> letters.markReplayed(ids, LATER));
        var unlocked = new DeadLetters(withoutLocks(Session.class, session, another));
        try {
            // When
            assertThatThrownBy(() -> QuarkusTransaction.requiringNew().run(() -> unlocked.markReplayed(ids, LATER)))
                    // Then
                    .hasMessageContaining("changed by others");
        } finally {
            database.run("DELETE FROM dead_letter WHERE id = ?", letter);
        }
    }

    private DataSource withoutLocks(Runnable beforeUpdate) {
        return (DataSource) Proxy.newProxyInstance(
                getClass().getClassLoader(),
                new Class<?>[] {DataSource.class},
                (proxy, method, arguments) -> withoutLocks(Connection.class, dataSource.getConnection(), beforeUpdate));
    }

    /** Removes the locks: statements take none, and another transaction is faster than the update. */
    @SuppressWarnings("unchecked")
    private static <T> T withoutLocks(Class<T> type, T real, Runnable beforeUpdate) {
        return (T) Proxy.newProxyInstance(
                RowLocksTest.class.getClassLoader(), new Class<?>[] {type}, (proxy, method, arguments) -> {
                    if (arguments != null && arguments[0] instanceof String sql) {
                        arguments[0] = sql.replace("FOR UPDATE SKIP LOCKED", "");
                        if (sql.stripLeading().startsWith("UPDATE")) {
                            beforeUpdate.run();
                        }
                    }
                    try {
                        return method.invoke(real, arguments);
                    } catch (InvocationTargetException e) {
                        throw e.getCause();
                    }
                });
    }
}

package io.onsale.platform.events;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.onsale.booking.BookingApi;
import io.onsale.booking.BookingApi.Buyer;
import io.onsale.booking.BookingApi.Show;
import io.onsale.concert.domain.ConcertDateId;
import io.onsale.concert.domain.ConcertId;
import io.onsale.concert.port.in.SeatOccupancy;
import io.quarkus.redis.datasource.RedisDataSource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.UUID;
import javax.sql.DataSource;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.Test;

/** Tests that replayed events change nothing, however often and in whatever order they come. */
@QuarkusTest
class ReplayTest {
    private static final List<String> TABLES = List.of(
            "concert",
            "seat",
            "reservation",
            "payment",
            "ledger_entry",
            "user_account",
            "seat_quota",
            "processed_message");

    private final BookingApi api = new BookingApi();

    @Inject
    PublishedEvents events;

    @Inject
    RawRecords topics;

    @Inject
    MeterRegistry metrics;

    @Inject
    DataSource database;

    @Inject
    RedisDataSource redis;

    @Inject
    SeatOccupancy occupancy;

    @Test
    void givenEveryOutcomeOfABooking_allTopicsReplayed_nothingChanges() throws SQLException {
        // Given
        Show show = api.aShow();
        List<String> reservations = everyOutcome(show);
        List<ConsumerRecord<byte[], byte[]>> records =
                reservations.stream().flatMap(id -> events.of(id).stream()).toList();
        awaitConsumersQuiet();
        var before = state(show);
        double consumed = consumed();
        // When: from the beginning, and once more in reverse
        records.forEach(this::replay);
        for (int i = records.size() - 1; i >= 0; i--) {
            replay(records.get(i));
        }
        // Then: each is consumed by all consumers of its topic
        await().atMost(Duration.ofSeconds(60)).until(() -> consumed() >= consumed + 2 * records.size());
        awaitConsumersQuiet();
        assertThat(state(show)).isEqualTo(before);
    }

    /**
     * Reservations of every outcome: paid; held; cancelled and sold again; refunded; declined for good and sold again;
     * and a buyer who is in the room once more.
     */
    private List<String> everyOutcome(Show show) {
        var reservations = new ArrayList<String>();
        Buyer rich = api.aBuyer(show, 500_000);
        reservations.add(api.reserved(show, rich, show.seats().get(0)));
        api.pay(rich, reservations.get(0));
        reservations.add(api.reserved(show, api.aBuyer(show, 0), show.seats().get(1)));
        Buyer cancels = api.aBuyer(show, 0);
        reservations.add(api.reserved(show, cancels, show.seats().get(2)));
        api.cancel(cancels, reservations.get(2));
        Buyer second = api.aBuyer(show, 500_000);
        reservations.add(api.reserved(show, second, show.seats().get(2)));
        api.pay(second, reservations.get(3));
        Buyer refunded = api.aBuyer(show, 500_000);
        reservations.add(api.reserved(show, refunded, show.seats().get(3)));
        api.pay(refunded, reservations.get(4));
        api.cancel(refunded, reservations.get(4));
        Buyer poor = api.aBuyer(show, 0);
        reservations.add(api.reserved(show, poor, show.seats().get(4)));
        for (int attempt = 0; attempt < 3; attempt++) {
            api.pay(poor, reservations.get(5));
        }
        Buyer third = api.aBuyer(show, 500_000);
        reservations.add(api.reserved(show, third, show.seats().get(4)));
        api.pay(third, reservations.get(6));
        // The earlier payment of this user must not end the turn that they have now.
        api.enter(show, rich.user());
        return reservations;
    }

    private void replay(ConsumerRecord<byte[], byte[]> record) {
        topics.send(new ProducerRecord<>(record.topic(), null, record.key(), record.value(), record.headers()));
    }

    private double consumed() {
        return metrics.find("onsale.events.consumed").counters().stream()
                .mapToDouble(Counter::count)
                .sum();
    }

    private void awaitConsumersQuiet() {
        var last = new double[] {-1};
        await().pollInterval(Duration.ofSeconds(1))
                .atMost(Duration.ofSeconds(60))
                .until(() -> {
                    double now = consumed();
                    boolean quiet = now == last[0];
                    last[0] = now;
                    return quiet;
                });
    }

    /**
     * The state of all tables, and of Redis: who waits, who is inside, who holds which seat, and the seats as everybody
     * sees them.
     */
    private TreeMap<String, String> state(Show show) throws SQLException {
        var state = new TreeMap<String, String>();
        try (var connection = database.getConnection();
                var statement = connection.createStatement()) {
            for (String table : TABLES) {
                try (var row = statement.executeQuery("CHECKSUM TABLE " + table)) {
                    row.next();
                    state.put(table, row.getString(2));
                }
            }
        }
        String prefix = "onsale:{" + show.concert() + "}:";
        for (String key : redis.key().keys(prefix.replace("{", "[{]").replace("}", "[}]") + "*")) {
            String name = key.substring(prefix.length());
            if (name.startsWith("seat:")) {
                state.put(key, redis.value(String.class).get(key));
            } else if (name.startsWith("seats-of:")
                    || List.of("waiting", "active").contains(name)) {
                state.put(key, new TreeSet<>(redis.sortedSet(String.class).zrange(key, 0, -1)).toString());
            }
        }
        state.put(
                "available",
                occupancy
                        .available(
                                new ConcertId(UUID.fromString(show.concert())),
                                List.of(new ConcertDateId(UUID.fromString(show.date()))))
                        .toString());
        return state;
    }
}

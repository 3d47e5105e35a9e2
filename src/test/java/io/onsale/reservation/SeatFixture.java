package io.onsale.reservation;

import static org.awaitility.Awaitility.await;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.onsale.concert.domain.ConcertDateId;
import io.onsale.concert.domain.ConcertId;
import io.onsale.concert.domain.SeatId;
import io.onsale.kernel.Money;
import io.onsale.queue.domain.QueueTicket;
import io.onsale.reservation.domain.Reservation;
import io.onsale.reservation.domain.Reservation.ReservedSeat;
import io.onsale.reservation.domain.ReservationId;
import io.onsale.reservation.domain.ReservationStatus;
import io.onsale.reservation.port.out.SeatHolds;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import java.util.stream.IntStream;

/** Reservations as the seat scripts get them. */
@ApplicationScoped
public class SeatFixture {
    public static final Duration HOLD = Duration.ofMinutes(5);

    private final SeatHolds holds;
    private final MeterRegistry metrics;

    public SeatFixture(SeatHolds holds, MeterRegistry metrics) {
        this.holds = holds;
        this.metrics = metrics;
    }

    public static List<SeatId> seats(int number) {
        return IntStream.range(0, number)
                .mapToObj(i -> new SeatId(UUID.randomUUID()))
                .toList();
    }

    /** @param numbers the numbers of the seats, from 0 */
    public static Reservation reservation(
            QueueTicket ticket, ConcertId concert, Instant at, List<SeatId> seats, int... numbers) {
        return new Reservation(
                new ReservationId(UUID.randomUUID()),
                ticket.user(),
                concert,
                new ConcertDateId(UUID.randomUUID()),
                IntStream.of(numbers)
                        .mapToObj(i -> new ReservedSeat(seats.get(i), i + 1, new Money(10_000)))
                        .toList(),
                ReservationStatus.PENDING,
                0,
                at.plus(HOLD),
                at);
    }

    /**
     * Keeps the locks, as when the reservation is committed, and waits for the answer of Redis, which only tests do.
     */
    public void keep(Reservation reservation) {
        long before = kept();
        holds.keep(reservation);
        await().pollInterval(Duration.ofMillis(1)).until(() -> kept() > before);
    }

    private long kept() {
        Timer calls = metrics.find("onsale.redis.script")
                .tag("script", "reservation/keep_seats")
                .timer();
        return calls == null ? 0 : calls.count();
    }
}

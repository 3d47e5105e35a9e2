package io.onsale.reservation;

import static io.onsale.queue.QueueFixture.aTicket;
import static io.onsale.queue.QueueFixture.anyConcertId;
import static io.onsale.queue.QueueFixture.anyUserId;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.onsale.queue.domain.QueueTicket;
import io.onsale.reservation.domain.Reservation;
import io.onsale.reservation.port.out.SeatQuota;
import java.time.Instant;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** The contract of {@code SeatQuota}, for the fake and the adapter. Each test is one transaction. */
public abstract class SeatQuotaContract {
    private static final Instant NOW = Instant.parse("2001-09-01T11:00:00.123Z");
    private static final int LIMIT = 4;

    private final QueueTicket buyer = aTicket();

    protected abstract SeatQuota quota();

    /** Stores a reservation, as is true of all whose seats are given back. */
    protected abstract void made(Reservation reservation);

    @Test
    void givenNoSeat_takeAllOfTheLimit_isDone() {
        assertThat(take(LIMIT)).isTrue();
    }

    @Test
    void givenNoSeat_takeMoreThanTheLimit_isRejected() {
        assertThat(take(LIMIT + 1)).isFalse();
        assertThat(take(LIMIT)).isTrue();
    }

    @Test
    void givenSeats_takeUpToTheLimit_isDone() {
        take(1);
        take(2);
        assertThat(take(1)).isTrue();
    }

    @Test
    void givenSeats_takeMoreThanTheLimit_isRejected_andTakesNone() {
        take(3);
        assertThat(take(2)).isFalse();
        assertThat(take(1)).isTrue();
        assertThat(take(1)).isFalse();
    }

    @Test
    void givenLimitReached_takeOfAnotherConcertOrByAnotherUser_isDone() {
        take(LIMIT);
        assertThat(quota().take(buyer.user(), anyConcertId(), LIMIT, LIMIT)).isTrue();
        assertThat(quota().take(anyUserId(), buyer.concert(), LIMIT, LIMIT)).isTrue();
    }

    @Test
    void givenLimitReached_giveBack_leavesRoomForAsMany() {
        // Given
        take(LIMIT);
        Reservation ended = reservationOf(buyer, 3);
        // When
        quota().giveBack(List.of(ended));
        // Then
        assertThat(take(LIMIT)).isFalse();
        assertThat(take(3)).isTrue();
    }

    @Test
    void givenSeveralReservations_giveBack_countsEachForItsUser() {
        // Given
        take(LIMIT);
        QueueTicket other = aTicket();
        quota().take(other.user(), other.concert(), LIMIT, LIMIT);
        List<Reservation> ended = List.of(reservationOf(buyer, 1), reservationOf(buyer, 2), reservationOf(other, 1));
        // When
        quota().giveBack(ended);
        // Then
        assertThat(take(LIMIT)).isFalse();
        assertThat(take(3)).isTrue();
        assertThat(quota().take(other.user(), other.concert(), 2, LIMIT)).isFalse();
        assertThat(quota().take(other.user(), other.concert(), 1, LIMIT)).isTrue();
    }

    @Test
    void givenFewerSeats_giveBackMore_fails() {
        take(1);
        Reservation ended = reservationOf(buyer, 2);
        assertThatThrownBy(() -> quota().giveBack(List.of(ended))).isInstanceOf(RuntimeException.class);
    }

    private boolean take(int seats) {
        return quota().take(buyer.user(), buyer.concert(), seats, LIMIT);
    }

    private Reservation reservationOf(QueueTicket ticket, int seats) {
        Reservation reservation = SeatFixture.reservation(
                ticket,
                ticket.concert(),
                NOW,
                SeatFixture.seats(seats),
                IntStream.range(0, seats).toArray());
        made(reservation);
        return reservation;
    }
}

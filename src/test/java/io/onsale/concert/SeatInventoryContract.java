package io.onsale.concert;

import static org.assertj.core.api.Assertions.assertThat;

import io.onsale.concert.domain.SeatId;
import io.onsale.concert.port.in.SeatInventory;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * The contract of {@code SeatInventory}, for the fake and the adapter. Each test is one transaction, which ends once it
 * has lost.
 */
public abstract class SeatInventoryContract {
    private final UUID mine = UUID.randomUUID();
    private final UUID anothers = UUID.randomUUID();
    private SeatId first;
    private SeatId second;
    private SeatId third;

    protected abstract SeatInventory inventory();

    /** The ids of this many available seats of a date. */
    protected abstract List<SeatId> onSale(int seats);

    @BeforeEach
    void putOnSale() {
        List<SeatId> seats = onSale(3);
        first = seats.get(0);
        second = seats.get(1);
        third = seats.get(2);
    }

    @Test
    void givenAvailableSeats_reserve_isDone_inWhateverOrder() {
        assertThat(inventory().reserve(List.of(third, first), mine)).isTrue();
        assertThat(inventory().owners(List.of(first, third))).containsExactly(mine);
        assertThat(inventory().owners(List.of(second))).isEmpty();
    }

    @Test
    void givenHeldSeat_otherUserReserves_isRejected() {
        inventory().reserve(List.of(first), anothers);
        assertThat(inventory().reserve(List.of(first), mine)).isFalse();
        assertThat(inventory().owners(List.of(first))).containsExactly(anothers);
    }

    @Test
    void givenOneHeldSeatOfTwo_otherUserReserves_isRejected() {
        inventory().reserve(List.of(second), anothers);
        assertThat(inventory().reserve(List.of(first, second), mine)).isFalse();
        assertThat(inventory().owners(List.of(second))).containsExactly(anothers);
    }

    @Test
    void givenHeldSeat_itsOwnReservationReserves_isRejected() {
        inventory().reserve(List.of(first), mine);
        assertThat(inventory().reserve(List.of(first), mine)).isFalse();
    }

    @Test
    void givenSoldSeat_otherUserReserves_isRejected() {
        inventory().reserve(List.of(first), anothers);
        inventory().assign(List.of(first), anothers);
        assertThat(inventory().reserve(List.of(first), mine)).isFalse();
    }

    @Test
    void givenNoSuchSeat_reserve_isRejected() {
        assertThat(inventory().reserve(List.of(new SeatId(UUID.randomUUID())), mine))
                .isFalse();
    }

    @Test
    void givenSeatsOfTwo_owners_tellsEachOnce() {
        // Given
        inventory().reserve(List.of(first, third), mine);
        inventory().reserve(List.of(second), anothers);
        // When
        List<UUID> owners = inventory().owners(List.of(third, second, first));
        // Then
        assertThat(owners).containsExactlyInAnyOrder(mine, anothers);
    }

    @Test
    void givenHeldSeats_assign_isDone_once() {
        inventory().reserve(List.of(first, second), mine);
        assertThat(inventory().assign(List.of(first, second), mine)).isTrue();
        assertThat(inventory().assign(List.of(first), mine)).isFalse();
        assertThat(inventory().owners(List.of(first, second))).containsExactly(mine);
    }

    @Test
    void givenSeatOfAnother_assign_isRejected() {
        inventory().reserve(List.of(first), mine);
        inventory().reserve(List.of(second), anothers);
        assertThat(inventory().assign(List.of(first, second), mine)).isFalse();
    }

    @Test
    void givenAvailableSeat_assign_isRejected() {
        assertThat(inventory().assign(List.of(first), mine)).isFalse();
    }

    @Test
    void givenHeldAndSoldSeats_release_putsThemBackOnSale() {
        // Given
        inventory().reserve(List.of(first), mine);
        inventory().reserve(List.of(second), anothers);
        inventory().assign(List.of(second), anothers);
        // When
        boolean released = inventory().release(List.of(second, first), List.of(mine, anothers));
        // Then
        assertThat(released).isTrue();
        assertThat(inventory().owners(List.of(first, second))).isEmpty();
        assertThat(inventory().reserve(List.of(first, second), mine)).isTrue();
    }

    @Test
    void givenSeatOfAnother_release_isRejected() {
        inventory().reserve(List.of(first), mine);
        inventory().reserve(List.of(second), anothers);
        assertThat(inventory().release(List.of(first, second), List.of(mine))).isFalse();
        assertThat(inventory().owners(List.of(second))).containsExactly(anothers);
    }

    @Test
    void givenAvailableSeat_release_isRejected() {
        assertThat(inventory().release(List.of(first), List.of(mine))).isFalse();
    }
}

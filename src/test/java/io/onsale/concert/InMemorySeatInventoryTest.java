package io.onsale.concert;

import io.onsale.concert.domain.SeatId;
import io.onsale.concert.port.in.SeatInventory;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;

class InMemorySeatInventoryTest extends SeatInventoryContract {
    private final InMemorySeatInventory inventory = new InMemorySeatInventory();

    @Override
    protected SeatInventory inventory() {
        return inventory;
    }

    @Override
    protected List<SeatId> onSale(int seats) {
        List<SeatId> ids = Stream.generate(() -> new SeatId(UUID.randomUUID()))
                .limit(seats)
                .toList();
        inventory.putOnSale(ids);
        return ids;
    }
}

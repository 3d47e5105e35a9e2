package io.onsale.reservation;

import static io.onsale.queue.QueueFixture.anyUserId;

import io.onsale.SettableClock;
import io.onsale.queue.domain.QueueTicket;
import io.onsale.reservation.domain.Reservation;
import io.onsale.reservation.port.out.SeatHolds;
import io.onsale.user.domain.UserId;

class InMemorySeatHoldsTest extends SeatHoldsContract {
    private final SettableClock clock = new SettableClock();
    private final InMemorySeatHolds holds = new InMemorySeatHolds(clock);
    private long tickets;

    @Override
    protected SeatHolds holds() {
        return holds;
    }

    @Override
    protected SettableClock clock() {
        return clock;
    }

    @Override
    protected QueueTicket enter(UserId userId) {
        QueueTicket ticket = ticket(userId);
        holds.admit(ticket);
        return ticket;
    }

    @Override
    protected QueueTicket waiting() {
        QueueTicket ticket = ticket(anyUserId());
        holds.letWait(ticket);
        return ticket;
    }

    private QueueTicket ticket(UserId userId) {
        return new QueueTicket(userId, concert, ++tickets, clock.instant());
    }

    @Override
    protected void leave(QueueTicket ticket) {
        holds.endTurn(ticket);
    }

    @Override
    protected void keep(Reservation reservation) {
        holds.keep(reservation);
    }
}

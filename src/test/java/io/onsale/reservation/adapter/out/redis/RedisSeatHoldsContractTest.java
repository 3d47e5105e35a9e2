package io.onsale.reservation.adapter.out.redis;

import static io.onsale.queue.QueueFixture.anyUserId;
import static io.onsale.queue.QueueFixture.openWith;

import io.onsale.SettableClock;
import io.onsale.queue.adapter.in.scheduler.AdmissionJob;
import io.onsale.queue.domain.QueueTicket;
import io.onsale.queue.port.out.WaitingQueue;
import io.onsale.reservation.SeatFixture;
import io.onsale.reservation.SeatHoldsContract;
import io.onsale.reservation.domain.Reservation;
import io.onsale.reservation.port.out.SeatHolds;
import io.onsale.user.domain.UserId;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

@QuarkusTest
class RedisSeatHoldsContractTest extends SeatHoldsContract {
    private static final int ROOMY = 1_000;
    private static final int FULL = 1;

    @Inject
    SeatHolds holds;

    @Inject
    WaitingQueue queue;

    @Inject
    AdmissionJob job;

    @Inject
    SettableClock clock;

    @Inject
    SeatFixture fixture;

    @BeforeEach
    void admitNobody() {
        job.pause();
    }

    @AfterEach
    void leaveAsFound() {
        clock.reset();
        job.resume();
    }

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
        return enter(userId, ROOMY);
    }

    @Override
    protected QueueTicket waiting() {
        enter(anyUserId(), FULL);
        return enter(anyUserId(), FULL);
    }

    private QueueTicket enter(UserId userId, int room) {
        return queue.enter(concert, userId, openWith(room), Optional.empty())
                .toCompletableFuture()
                .join()
                .ticket();
    }

    @Override
    protected void leave(QueueTicket ticket) {
        queue.leave(ticket);
    }

    @Override
    protected void keep(Reservation reservation) {
        fixture.keep(reservation);
    }
}

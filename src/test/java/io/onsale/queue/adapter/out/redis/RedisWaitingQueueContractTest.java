package io.onsale.queue.adapter.out.redis;

import io.onsale.SettableClock;
import io.onsale.queue.WaitingQueueContract;
import io.onsale.queue.adapter.in.scheduler.AdmissionJob;
import io.onsale.queue.port.out.WaitingQueue;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

@QuarkusTest
class RedisWaitingQueueContractTest extends WaitingQueueContract {
    @Inject
    WaitingQueue queue;

    @Inject
    AdmissionJob job;

    @Inject
    SettableClock clock;

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
    protected WaitingQueue queue() {
        return queue;
    }

    @Override
    protected SettableClock clock() {
        return clock;
    }
}

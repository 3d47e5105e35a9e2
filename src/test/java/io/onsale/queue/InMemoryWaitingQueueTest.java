package io.onsale.queue;

import io.onsale.SettableClock;
import io.onsale.queue.port.out.WaitingQueue;

class InMemoryWaitingQueueTest extends WaitingQueueContract {
    private final SettableClock clock = new SettableClock();
    private final InMemoryWaitingQueue queue = new InMemoryWaitingQueue(clock);

    @Override
    protected WaitingQueue queue() {
        return queue;
    }

    @Override
    protected SettableClock clock() {
        return clock;
    }
}

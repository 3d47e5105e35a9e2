package io.onsale.common.usecase;

import io.onsale.common.domain.RecordedEvent;
import io.onsale.common.port.in.RelayEvents;
import io.onsale.common.port.out.EventStream;
import io.onsale.common.port.out.PendingEvents;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jboss.logging.Logger;

/**
 * Reads, sends, and deletes only what has been acknowledged: whenever it dies in between, the next one sends again. A change that is
 * committed late is found all the same, since each batch begins with the oldest event that is there.
 */
@ApplicationScoped
public class RelayOutbox implements RelayEvents {
    private static final Logger LOG = Logger.getLogger(RelayOutbox.class);
    private static final int BATCH = 1000;
    /** After which the log tells that the brokers are away; that one of them is replaced takes less. */
    private static final int PATIENCE_SECONDS = 10;

    private final PendingEvents pending;
    private final EventStream stream;

    public RelayOutbox(PendingEvents pending, EventStream stream) {
        this.pending = pending;
        this.stream = stream;
    }

    @Override
    public Progress relay() {
        if (!pending.lead()) {
            return Progress.STANDING_BY;
        }
        List<RecordedEvent> batch = pending.next(BATCH);
        if (batch.isEmpty()) {
            return Progress.IDLE;
        }
        try {
            await(stream.publish(batch).toCompletableFuture());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt(); // This instance stops; the next one sends them again.
            return Progress.IDLE;
        }
        pending.forget(batch);
        return batch.size() < BATCH ? Progress.SENT : Progress.SENT_FULL_BATCH;
    }

    private void await(CompletableFuture<Void> published) throws InterruptedException {
        for (int seconds = 1; ; seconds++) {
            try {
                published.get(1, TimeUnit.SECONDS);
                if (seconds > PATIENCE_SECONDS) {
                    LOG.infof("Kafka has answered after %d s", seconds);
                }
                return;
            } catch (TimeoutException e) {
                pending.lead();
                if (seconds == PATIENCE_SECONDS) {
                    LOG.warn("Kafka does not answer: events wait in the outbox until it does");
                }
            } catch (ExecutionException e) {
                throw new IllegalStateException(e.getCause());
            }
        }
    }

    @Override
    public void resign() {
        pending.resign();
    }
}

package io.onsale.platform.deadletters;

import io.onsale.kernel.AuditLog;
import io.onsale.kernel.IdGenerator;
import io.onsale.platform.deadletters.DeadLetterRefusals.DeadLetterFinalException;
import io.onsale.platform.deadletters.DeadLetterRefusals.DeadLetterNotFoundException;
import io.onsale.platform.deadletters.DeadLetterRefusals.NobodyToReplayForException;
import io.onsale.platform.deadletters.DeadLetterRefusals.UnknownTopicException;
import io.onsale.platform.events.EventsConfig;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.transaction.Transactional;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/**
 * The operators' decisions about dead letters. A dead letter is kept until it is replayed, that is sent to its topic again for the consumer
 * that had given up, or discarded. A replay sends the record before its transaction commits: a record may be sent twice, which consumers
 * recognise, but is never called replayed without having been sent. A record that fails again becomes a new dead letter.
 */
@ApplicationScoped
public class DeadLetterOffice {
    public record Command(Failure failure, Origin origin, Message message, Instant diedAt) {}

    /** The number of records for which one transaction waits for Kafka. */
    private static final int BATCH = 200;

    private final DeadLetters letters;
    private final OriginTopics topics;
    private final AuditLog auditLog;
    private final EventsConfig events;
    private final IdGenerator ids;
    private final Clock clock;

    public DeadLetterOffice(
            DeadLetters letters,
            OriginTopics topics,
            AuditLog auditLog,
            EventsConfig events,
            IdGenerator ids,
            Clock clock) {
        this.letters = letters;
        this.topics = topics;
        this.auditLog = auditLog;
        this.events = events;
        this.ids = ids;
        this.clock = clock;
    }

    /** @return false if it is there already */
    @Transactional
    public boolean store(Command died) {
        var summary = new DeadLetterSummary(
                new DeadLetterId(ids.next()),
                died.failure(),
                died.origin(),
                died.diedAt(),
                DeadLetterStatus.DEAD,
                clock.instant());
        return letters.add(new DeadLetter(summary, died.message()));
    }

    /**
     * Replays a dead letter; one that was replayed before stays as it is.
     *
     * @throws DeadLetterNotFoundException if there is no such dead letter
     * @throws DeadLetterFinalException if it was discarded
     * @throws NobodyToReplayForException if no consumer has given up on it
     * @throws io.onsale.kernel.UnavailableException if Kafka does not take it in time; it stays dead, though it may still reach Kafka
     */
    @Transactional
    public DeadLetter replay(DeadLetterId id) {
        boolean replayed = letters.change(id, DeadLetterStatus.REPLAYED, clock.instant());
        DeadLetter letter = letters.find(id).orElseThrow(() -> new DeadLetterNotFoundException(id));
        if (replayed) {
            send(List.of(letter));
        } else if (letter.status() != DeadLetterStatus.REPLAYED) {
            throw new DeadLetterFinalException(letter.status());
        }
        return letter;
    }

    /**
     * Replays all that are dead at this moment.
     *
     * @param topic the topic that the records came from
     * @return how many have been replayed
     * @throws UnknownTopicException if there is no such topic
     * @throws io.onsale.kernel.UnavailableException if Kafka does not take them in time; some may have been replayed
     */
    public int replayAll(String topic) {
        if (!events.topics().contains(topic)) {
            throw new UnknownTopicException(events.topics());
        }
        List<DeadLetterId> dead = letters.dead(topic);
        int replayed = 0;
        for (int from = 0; from < dead.size(); from += BATCH) {
            replayed += replayBatch(dead.subList(from, Math.min(from + BATCH, dead.size())));
        }
        return replayed;
    }

    @Transactional
    int replayBatch(List<DeadLetterId> batch) {
        List<DeadLetter> replayed = letters.markReplayed(batch, clock.instant());
        send(replayed);
        return replayed.size();
    }

    private void send(List<DeadLetter> replayed) {
        for (DeadLetter letter : replayed) {
            if (letter.failure().consumer().equals(Failure.NOBODY)) {
                throw new NobodyToReplayForException();
            }
            audit("DEAD_LETTER_REPLAYED", letter.id(), DeadLetterStatus.REPLAYED);
        }
        topics.send(replayed);
    }

    /**
     * @throws DeadLetterNotFoundException if there is no such dead letter
     * @throws DeadLetterFinalException if it was replayed or discarded
     */
    @Transactional
    public void discard(DeadLetterId id) {
        Instant now = clock.instant();
        if (!letters.change(id, DeadLetterStatus.DISCARDED, now)) {
            DeadLetter letter = letters.find(id).orElseThrow(() -> new DeadLetterNotFoundException(id));
            throw new DeadLetterFinalException(letter.status());
        }
        audit("DEAD_LETTER_DISCARDED", id, DeadLetterStatus.DISCARDED);
    }

    private void audit(String action, DeadLetterId id, DeadLetterStatus after) {
        auditLog.write(action, "dead-letters/" + id, Map.of("status", DeadLetterStatus.DEAD), Map.of("status", after));
    }
}

package io.onsale.deadletter.usecase;

import io.onsale.common.config.EventsConfig;
import io.onsale.common.port.out.AuditLog;
import io.onsale.common.port.out.IdGenerator;
import io.onsale.deadletter.domain.DeadLetter;
import io.onsale.deadletter.domain.DeadLetterFinalException;
import io.onsale.deadletter.domain.DeadLetterId;
import io.onsale.deadletter.domain.DeadLetterNotFoundException;
import io.onsale.deadletter.domain.DeadLetterStatus;
import io.onsale.deadletter.domain.DeadLetterSummary;
import io.onsale.deadletter.domain.Failure;
import io.onsale.deadletter.domain.NobodyToReplayForException;
import io.onsale.deadletter.domain.UnknownTopicException;
import io.onsale.deadletter.port.in.DiscardDeadLetter;
import io.onsale.deadletter.port.in.ReplayDeadLetters;
import io.onsale.deadletter.port.in.StoreDeadLetter;
import io.onsale.deadletter.port.out.DeadLetters;
import io.onsale.deadletter.port.out.OriginTopics;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.transaction.Transactional;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/** A record is replayed before that is committed: it may be sent twice, but is never called replayed without having been sent. */
@ApplicationScoped
public class DeadLetterOffice implements StoreDeadLetter, ReplayDeadLetters, DiscardDeadLetter {
    /** What one transaction waits for Kafka with. */
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

    @Override
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

    @Override
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

    @Override
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

    @Override
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

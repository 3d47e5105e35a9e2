package io.onsale.deadletter.port.in;

import io.onsale.deadletter.domain.DeadLetter;
import io.onsale.deadletter.domain.DeadLetterId;

/**
 * Sends records to their topics again, for the consumers that had given up on them: at least once, as they recognise repetitions. One that
 * fails again becomes a new dead letter.
 */
public interface ReplayDeadLetters {
    /**
     * Replaying again what is replayed already does nothing.
     *
     * @throws io.onsale.deadletter.domain.DeadLetterNotFoundException if there is no such dead letter
     * @throws io.onsale.deadletter.domain.DeadLetterFinalException if it was discarded
     * @throws io.onsale.deadletter.domain.NobodyToReplayForException if no consumer has given up on it
     * @throws io.onsale.common.domain.UnavailableException if Kafka does not take it in time; it stays dead, though Kafka may get it yet
     */
    DeadLetter replay(DeadLetterId id);

    /**
     * All that are dead at this moment.
     *
     * @param topic the one they were sent to
     * @return how many have been replayed
     * @throws io.onsale.deadletter.domain.UnknownTopicException if there is no such topic
     * @throws io.onsale.common.domain.UnavailableException if Kafka does not take them in time; some may have been replayed
     */
    int replayAll(String topic);
}

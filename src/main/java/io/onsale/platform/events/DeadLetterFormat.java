package io.onsale.platform.events;

import java.util.Set;

/** The format of a dead letter: its topic, and the headers that are added to those of the original record. */
public final class DeadLetterFormat {
    /** Follows the name of the record's topic. */
    public static final String TOPIC_SUFFIX = ".dead-letter";

    /** The consumer that gave up on the record. On a replayed record: the only consumer for which it is meant. */
    public static final String CONSUMER = "onsale-consumer";

    public static final String CAUSE = "onsale-cause";
    public static final String DETAIL = "onsale-detail";
    public static final String ATTEMPTS = "onsale-attempts";
    public static final String TOPIC = "onsale-topic";
    public static final String PARTITION = "onsale-partition";
    public static final String OFFSET = "onsale-offset";

    public static final Set<String> ALL = Set.of(CONSUMER, CAUSE, DETAIL, ATTEMPTS, TOPIC, PARTITION, OFFSET);

    private DeadLetterFormat() {}
}

package io.onsale.platform.events;

import java.util.Set;

/** Where a dead letter lies, and the headers that it has beside those of the record that it was. */
public final class DeadLetterFormat {
    /** Behind the name of the topic that the record came from. */
    public static final String TOPIC_SUFFIX = ".dead-letter";

    /** Who gave up on it. On a record that is replayed: for whom alone it is meant. */
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

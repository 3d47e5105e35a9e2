package io.onsale.platform.events;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;
import java.util.List;

/** The settings of events: topics, and the time limits towards the brokers. */
@ConfigMapping(prefix = "onsale.events")
public interface EventsConfig {
    /** One topic for each type of event, by its name; each has a dead-letter topic beside it. */
    List<String> topics();

    /** The partitions of each new topic: how many instances can share the work of one consumer. Later changes are the operator's. */
    @WithDefault("6")
    int partitions();

    /** Copies of each record, all but one of which must be there before it counts as stored; 1 on a single broker. */
    @WithDefault("3")
    short replicas();

    /** The time after which a producer with an unacknowledged record is replaced by another. It is longer than a broker's failover. */
    @WithDefault("15s")
    Duration sendWithin();

    /** How long a start waits for the brokers before it goes on without them. */
    @WithDefault("3s")
    Duration topicsWithin();
}

package io.onsale.invariants;

import java.util.List;
import java.util.Optional;

/** The Kafka cluster as the check sees it: its brokers, and the lags of our consumers. */
public interface Brokers {
    /** Whether as many brokers answer as must have a record before it counts as stored. */
    boolean areReachable();

    /** The partitions in which consumers lag behind; empty if Kafka does not answer. */
    Optional<List<Lag>> lags();

    /**
     * @param position offset of the first record that is not known to be processed
     * @param records from there to the end
     */
    record Lag(String consumer, String topic, int partition, long position, long records) {
        public boolean isStill(Lag later) {
            return consumer.equals(later.consumer)
                    && topic.equals(later.topic)
                    && partition == later.partition
                    && position == later.position;
        }

        @Override
        public String toString() {
            return "consumer %s, %s-%d: %d not processed".formatted(consumer, topic, partition, records);
        }
    }
}

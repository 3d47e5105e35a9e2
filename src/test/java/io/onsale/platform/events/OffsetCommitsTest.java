package io.onsale.platform.events;

import static org.assertj.core.api.Assertions.assertThat;

import io.smallrye.mutiny.Uni;
import io.smallrye.reactive.messaging.kafka.KafkaConsumer;
import java.lang.reflect.Proxy;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;

/** Tests of the offset that is committed of a partition, whatever has become of the records before it. */
class OffsetCommitsTest {
    private static final TopicPartition PARTITION = new TopicPartition("topic", 0);

    private boolean answering = true;
    private final OffsetCommits.OfChannel commits = new OffsetCommits.OfChannel(null, brokers());

    @Test
    void givenRecordsDoneOutOfOrder_theOneThatIsUnderWayIsNotPassed() {
        // Given
        assigned(0, 1, 2);
        // When
        done(0, 2);
        // Then
        assertThat(next()).isEqualTo(1);
        done(1);
        assertThat(next()).isEqualTo(3);
    }

    @Test
    void givenCommitThatFails_isMadeAgain_andOnceOnlyWhenItSucceeds() {
        // Given
        assigned(0);
        done(0);
        answering = false;
        commits.commit();
        assertThat(next()).isEqualTo(1);
        // When
        answering = true;
        commits.commit();
        // Then
        assertThat(commits.toCommit(List.of(PARTITION))).isEmpty();
    }

    /** The connector reports only the last record of a batch. */
    @Test
    void givenBatchUnderWay_nothingOfItIsPassed() {
        // Given
        assigned(9);
        done(9);
        // When
        commits.received(PARTITION, 50);
        // Then
        assertThat(next()).isEqualTo(10);
        done(50);
        assertThat(next()).isEqualTo(51);
    }

    @Test
    void givenFirstBatchUnderWay_nothingIsCommitted() {
        assigned(50);
        assertThat(commits.toCommit(List.of(PARTITION))).isEmpty();
    }

    @Test
    void givenPartitionThatComesBack_andACommitOfBefore_nothingIsCommittedUntilARecordComes() {
        // Given
        assigned(3);
        done(3);
        // When
        commits.partitionsAssigned(List.of(PARTITION));
        // Then
        assertThat(commits.toCommit(List.of(PARTITION))).isEmpty();
    }

    @Test
    void givenTopicCreatedAnew_itsShorterOffsetsAreCommitted() {
        // Given
        assigned(500);
        done(500);
        commits.commit();
        // When
        commits.received(PARTITION, 0);
        done(0);
        // Then
        assertThat(next()).isEqualTo(1);
    }

    @Test
    void givenPartitionThatOthersHave_nothingIsCommitted() {
        // Given
        assigned(0);
        answering = false;
        commits.partitionsAssigned(List.of());
        var other = new TopicPartition("topic", 1);
        // When
        commits.received(other, 7);
        commits.done(other, 7);
        // Then
        assertThat(commits.toCommit(List.of(other))).isEmpty();
    }

    private void assigned(long... received) {
        commits.partitionsAssigned(List.of(PARTITION));
        for (long offset : received) {
            commits.received(PARTITION, offset);
        }
    }

    private void done(long... offsets) {
        for (long offset : offsets) {
            commits.done(PARTITION, offset);
        }
    }

    private long next() {
        Map<TopicPartition, OffsetAndMetadata> offsets = commits.toCommit(List.of(PARTITION));
        return offsets.get(PARTITION).offset();
    }

    /** Brokers that answer a commit, or do not. */
    private KafkaConsumer<?, ?> brokers() {
        return (KafkaConsumer<?, ?>) Proxy.newProxyInstance(
                getClass().getClassLoader(),
                new Class<?>[] {KafkaConsumer.class},
                (proxy, method, arguments) -> answering
                        ? Uni.createFrom().voidItem()
                        : Uni.createFrom().failure(new IllegalStateException("no answer")));
    }
}

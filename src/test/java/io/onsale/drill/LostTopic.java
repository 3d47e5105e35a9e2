package io.onsale.drill;

import static io.onsale.platform.events.TopicReader.header;
import static java.util.stream.Collectors.toSet;
import static org.awaitility.Awaitility.await;

import io.onsale.drill.History.Op;
import io.onsale.platform.events.TopicReader;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.awaitility.core.ConditionTimeoutException;

/**
 * A topic that is deleted while it is written to. Its records are gone with it, and the outbox has finished with them.
 * So the judges get the records that everybody had read, kept here, and excuse those that came in the second before,
 * and until the brokers had forgotten the topic. All that is paid before or after must be found, here or in the new
 * topic.
 */
final class LostTopic implements AutoCloseable {
    private static final String TOPIC = "payment.success";
    private static final long READ_WITHIN_MILLIS = 1000;
    private static final Duration QUIET_WITHIN = Duration.ofSeconds(20);
    private static final Duration MADE_WITHIN = Duration.ofSeconds(30);

    private record Deletion(long from, long to) {}

    private final Cluster cluster;
    private final List<Deletion> deletions = new CopyOnWriteArrayList<>();
    private final List<ConsumerRecord<byte[], byte[]>> records = new CopyOnWriteArrayList<>();
    private final Set<String> unread = ConcurrentHashMap.newKeySet();
    private final Admin admin;

    LostTopic(Cluster cluster) {
        this.cluster = cluster;
        admin = Admin.create(Map.of("bootstrap.servers", cluster.brokers()));
    }

    /** @return once the topic exists again */
    String delete() throws InterruptedException {
        cluster.poison().spare(TOPIC);
        try (var topic = new TopicReader(cluster.brokers(), List.of(TOPIC))) {
            long from = readByAll(topic) - READ_WITHIN_MILLIS;
            Set<String> read = ids(topic);
            topic.all().stream().filter(record -> record.topic().equals(TOPIC)).forEach(records::add);
            ids(topic).stream().filter(id -> !read.contains(id)).forEach(unread::add);
            Uuid deleted = id();
            admin.deleteTopics(List.of(TOPIC)).all().get();
            await().atMost(MADE_WITHIN).until(() -> !deleted.equals(id()));
            deletions.add(new Deletion(from, System.currentTimeMillis() + READ_WITHIN_MILLIS));
            await().atMost(MADE_WITHIN).until(() -> id() != null);
            return "with " + records.size() + " records";
        } catch (ConditionTimeoutException e) {
            return "with " + records.size() + " records, and nobody has made it again";
        } catch (ExecutionException e) {
            throw new IllegalStateException(e);
        } finally {
            cluster.poison().spareNoMore(TOPIC);
        }
    }

    /**
     * Returns a moment such that everybody had read, a second later at most, what the topic had then; consumers that
     * are late for longer than they may be are waited for no more.
     */
    private long readByAll(TopicReader topic) throws InterruptedException {
        for (long end = System.currentTimeMillis() + QUIET_WITHIN.toMillis(); ; ) {
            long begin = System.currentTimeMillis();
            Set<String> there = ids(topic);
            do {
                if (isRead(there) || System.currentTimeMillis() > end) {
                    return begin;
                }
                TimeUnit.MILLISECONDS.sleep(50);
            } while (System.currentTimeMillis() < begin + READ_WITHIN_MILLIS);
        }
    }

    /** Whether the events are reported or among the dead letters, and nothing older is still to come. */
    private boolean isRead(Set<String> events) {
        try (var database = cluster.servers().root();
                var outbox = database.createStatement().executeQuery("""
                        SELECT COUNT(*) FROM outbox
                        WHERE type = '%s' AND occurred_at < UTC_TIMESTAMP(3) - INTERVAL 1 SECOND
                        """.formatted(TOPIC))) {
            outbox.next();
            return outbox.getLong(1) == 0
                    && cluster.reported().keySet().containsAll(events)
                    && cluster.poison().isBuried(database, TOPIC);
        } catch (SQLException e) {
            return false; // the database is hurt as well at the moment
        }
    }

    private static Set<String> ids(TopicReader topic) {
        return topic.all().stream()
                .filter(record -> record.topic().equals(TOPIC) && !Poison.is(record))
                .map(record -> header(record, "ce_id"))
                .collect(toSet());
    }

    /** @return null if there is no such topic */
    private Uuid id() throws ExecutionException, InterruptedException {
        try {
            return admin.describeTopics(List.of(TOPIC))
                    .allTopicNames()
                    .get()
                    .get(TOPIC)
                    .topicId();
        } catch (ExecutionException e) {
            if (e.getCause() instanceof UnknownTopicOrPartitionException) {
                return null;
            }
            throw e;
        }
    }

    /** The records that everybody had read, or could have. */
    List<ConsumerRecord<byte[], byte[]>> records() {
        return records;
    }

    /** Whether an event came too shortly before the end to have been read by all. */
    boolean wasUnread(String event) {
        return unread.contains(event);
    }

    /** The reservations that were being paid in the excused time, whose events may be nowhere. */
    Set<String> reservations(History history) {
        return history.entries(Op.PAY).stream()
                .filter(pay -> deletions.stream().anyMatch(each -> pay.begin() <= each.to && pay.end() >= each.from))
                .map(pay -> pay.subject().get(0))
                .collect(toSet());
    }

    @Override
    public void close() {
        admin.close();
    }
}

package io.onsale.platform.deadletters;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.onsale.platform.deadletters.Message.Header;
import io.onsale.platform.events.ConsumerNames;
import io.onsale.platform.events.DeadLetterFormat;
import io.onsale.platform.events.Deliveries;
import io.onsale.platform.events.HeaderText;
import io.smallrye.reactive.messaging.annotations.Blocking;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.util.List;
import java.util.stream.StreamSupport;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.eclipse.microprofile.reactive.messaging.Incoming;

/** The consumer of the dead-letter topics. It stores every record, even one that none of our consumers has put there. */
@ApplicationScoped
public class DeadLetterConsumer {
    private static final String NAME = "dead-letters";

    private final Deliveries deliveries;
    private final DeadLetterOffice office;
    private final ConsumerNames consumers;
    private final MeterRegistry metrics;

    public DeadLetterConsumer(
            Deliveries deliveries, DeadLetterOffice office, ConsumerNames consumers, MeterRegistry metrics) {
        this.consumers = consumers;
        this.deliveries = deliveries;
        this.office = office;
        this.metrics = metrics;
    }

    @Incoming(NAME)
    @Blocking
    void died(ConsumerRecord<byte[], byte[]> record) {
        deliveries.deliverUnread(NAME, () -> store(record));
    }

    private void store(ConsumerRecord<byte[], byte[]> record) {
        DeadLetterOffice.Command died = read(record);
        if (office.store(died)) {
            String topic = died.origin().topic();
            String consumer = died.failure().consumer();
            Counter.builder("onsale.dead.letters")
                    .description("Records that a consumer has given up on, and that wait for a decision")
                    .tags("topic", topic, "consumer", consumer)
                    .register(metrics)
                    .increment();
        }
    }

    private DeadLetterOffice.Command read(ConsumerRecord<byte[], byte[]> record) {
        try {
            Failure failure = failure(record);
            if (!consumers.has(failure.consumer())) {
                return ofNobody(record, "UNKNOWN_CONSUMER", DeadLetterFormat.CONSUMER + " names none that is known");
            }
            return command(record, failure, origin(record));
        } catch (IllegalArgumentException e) {
            return ofNobody(record, "NO_DEAD_LETTER", e.getMessage());
        }
    }

    private static DeadLetterOffice.Command ofNobody(ConsumerRecord<byte[], byte[]> record, String cause, String why) {
        var failure = new Failure(
                Failure.NOBODY, cause, "No consumer has put this record to the dead letters (" + why + ").", 0);
        return command(record, failure, new Origin(record.topic(), record.partition(), record.offset()));
    }

    private static DeadLetterOffice.Command command(
            ConsumerRecord<byte[], byte[]> record, Failure failure, Origin origin) {
        List<Header> headers = StreamSupport.stream(record.headers().spliterator(), false)
                .filter(header -> !DeadLetterFormat.ALL.contains(header.key()))
                .map(header -> new Header(header.key(), header.value()))
                .toList();
        return new DeadLetterOffice.Command(
                failure,
                origin,
                new Message(record.key(), headers, record.value()),
                Instant.ofEpochMilli(record.timestamp()));
    }

    private static Failure failure(ConsumerRecord<?, ?> record) {
        return new Failure(
                header(record, DeadLetterFormat.CONSUMER),
                header(record, DeadLetterFormat.CAUSE),
                header(record, DeadLetterFormat.DETAIL),
                (int) number(record, DeadLetterFormat.ATTEMPTS));
    }

    private static Origin origin(ConsumerRecord<?, ?> record) {
        String topic = header(record, DeadLetterFormat.TOPIC);
        // Otherwise a replay would wait for a topic that does not exist.
        if (!record.topic().equals(topic + DeadLetterFormat.TOPIC_SUFFIX)) {
            throw new IllegalArgumentException(DeadLetterFormat.TOPIC + " is another one");
        }
        return new Origin(
                topic, (int) number(record, DeadLetterFormat.PARTITION), number(record, DeadLetterFormat.OFFSET));
    }

    private static long number(ConsumerRecord<?, ?> record, String name) {
        String value = header(record, name);
        try {
            return Long.parseLong(value);
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException(name + " is no number", e);
        }
    }

    private static String header(ConsumerRecord<?, ?> record, String name) {
        String text = HeaderText.of(record.headers(), name);
        if (text == null) {
            throw new IllegalArgumentException(name + " is missing");
        }
        return text;
    }
}

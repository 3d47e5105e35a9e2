package io.onsale.platform.deadletters;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.onsale.kernel.UnavailableException;
import io.onsale.platform.events.DeadLetterFormat;
import io.onsale.platform.events.KafkaRecords;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;

/**
 * The way of dead letters back to the topics that they came from. A record that Kafka did not acknowledge in time may still arrive, and
 * operators may then replay it again: consumers recognise the repetition.
 */
@ApplicationScoped
public class OriginTopics {
    private static final Duration PATIENCE = Duration.ofSeconds(3);

    private final KafkaRecords records;

    public OriginTopics(KafkaRecords records) {
        this.records = records;
    }

    /**
     * Sends the unchanged records, each marked for the consumer that had given up on it, and returns once they are safely stored.
     *
     * @throws UnavailableException if that takes longer than a caller waits; the records may still arrive later
     */
    public void send(List<DeadLetter> letters) {
        if (letters.isEmpty()) {
            return;
        }
        try {
            var sent = records.send(letters.stream().map(OriginTopics::record).toList());
            CompletableFuture.allOf(sent.toArray(CompletableFuture[]::new))
                    .get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException | ExecutionException | KafkaException e) {
            throw new UnavailableException("Kafka does not answer.");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new UnavailableException("This instance stops.");
        }
    }

    private static ProducerRecord<byte[], byte[]> record(DeadLetter letter) {
        return new ProducerRecord<>(
                letter.origin().topic(),
                null,
                letter.message().key(),
                letter.message().payload(),
                headers(letter));
    }

    private static Headers headers(DeadLetter letter) {
        var headers = new RecordHeaders();
        letter.message().headers().forEach(header -> headers.add(header.name(), header.value()));
        headers.add(DeadLetterFormat.CONSUMER, letter.failure().consumer().getBytes(UTF_8));
        return headers;
    }
}

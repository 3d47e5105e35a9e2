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
 * The topics that dead letters came from. A record that was not acknowledged in time may arrive all the same, beside those that operators
 * replay then: consumers recognise it.
 */
@ApplicationScoped
public class OriginTopics {
    private static final Duration PATIENCE = Duration.ofSeconds(3);

    private final KafkaRecords records;

    public OriginTopics(KafkaRecords records) {
        this.records = records;
    }

    /**
     * Sends the records as they were, each marked for the consumer that had given up on it, and returns once they are stored safely.
     *
     * @throws UnavailableException if that takes longer than a caller waits; they may arrive later all the same
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

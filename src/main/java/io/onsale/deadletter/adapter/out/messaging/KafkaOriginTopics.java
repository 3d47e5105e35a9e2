package io.onsale.deadletter.adapter.out.messaging;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.onsale.common.adapter.DeadLetterFormat;
import io.onsale.common.adapter.out.messaging.KafkaRecords;
import io.onsale.common.domain.UnavailableException;
import io.onsale.deadletter.domain.DeadLetter;
import io.onsale.deadletter.port.out.OriginTopics;
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

/** A record that was not acknowledged in time may arrive all the same, beside those that operators replay then: consumers recognise it. */
@ApplicationScoped
public class KafkaOriginTopics implements OriginTopics {
    private static final Duration PATIENCE = Duration.ofSeconds(3);

    private final KafkaRecords records;

    public KafkaOriginTopics(KafkaRecords records) {
        this.records = records;
    }

    @Override
    public void send(List<DeadLetter> letters) {
        if (letters.isEmpty()) {
            return;
        }
        try {
            var sent =
                    records.send(letters.stream().map(KafkaOriginTopics::record).toList());
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

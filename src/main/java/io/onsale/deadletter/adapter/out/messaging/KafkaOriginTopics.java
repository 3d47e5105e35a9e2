package io.onsale.deadletter.adapter.out.messaging;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.onsale.common.adapter.DeadLetterFormat;
import io.onsale.common.adapter.out.messaging.KafkaRecords;
import io.onsale.common.domain.UnavailableException;
import io.onsale.deadletter.domain.DeadLetter;
import io.onsale.deadletter.port.out.OriginTopics;
import io.smallrye.mutiny.TimeoutException;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.List;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;

/**
 * The producer never gives up on a record: one that was not acknowledged in time is sent when the brokers are back, beside those that
 * operators have replayed meanwhile. Consumers recognise the repetition.
 */
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
            Uni.join()
                    .all(letters.stream().map(this::send).toList())
                    .andFailFast()
                    .await()
                    .atMost(PATIENCE);
        } catch (TimeoutException e) {
            throw new UnavailableException("Kafka does not answer.");
        }
    }

    private Uni<Void> send(DeadLetter letter) {
        return records.send(
                letter.origin().topic(),
                letter.message().key(),
                headers(letter),
                letter.message().payload());
    }

    private static Headers headers(DeadLetter letter) {
        var headers = new RecordHeaders();
        letter.message().headers().forEach(header -> headers.add(header.name(), header.value()));
        headers.add(DeadLetterFormat.CONSUMER, letter.failure().consumer().getBytes(UTF_8));
        return headers;
    }
}

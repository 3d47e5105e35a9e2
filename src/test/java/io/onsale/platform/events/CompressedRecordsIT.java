package io.onsale.platform.events;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.onsale.booking.BookingApi;
import io.onsale.booking.BookingApi.Buyer;
import io.onsale.booking.BookingApi.Show;
import io.onsale.cluster.Instance;
import io.onsale.cluster.Servers;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Tests of all compressions that the packaged application can read, of records written by itself and by others: each
 * compression needs classes that are loaded by name.
 */
class CompressedRecordsIT {
    private static Servers servers;
    private static TopicReader topics;

    @BeforeAll
    static void start() {
        servers = Servers.start("compression");
        topics = new TopicReader(servers.brokers(), List.of("reservation.created"));
    }

    @AfterAll
    static void end() {
        topics.close();
        servers.close();
    }

    /** Compressions that need a library of their own are for the JVM only (docs/events.md). */
    static List<String> compressions() {
        return Instance.isJar() ? List.of("none", "gzip", "lz4", "snappy", "zstd") : List.of("none", "gzip", "lz4");
    }

    @ParameterizedTest
    @MethodSource("compressions")
    void givenCompression_itsRecordsAreWrittenAndRead(String compression) {
        var settings = new HashMap<>(servers.settings());
        settings.put("kafka.compression.type", compression);
        try (var instance = new Instance("compression-" + compression, settings).awaitReady()) {
            // Given
            var api = new BookingApi(instance.url());
            Show show = api.aShow();
            Buyer buyer = api.aBuyer(show, 0);
            String reservation = api.reserved(show, buyer, show.seats().get(0));
            await().atMost(Duration.ofSeconds(20))
                    .untilAsserted(() -> assertThat(topics.of(reservation)).hasSize(1));
            // When
            sendFinalDecline(reservation, compression);
            // Then
            // Not before the group has given up on the instance before, and no more often than a buyer may ask.
            await().atMost(Duration.ofSeconds(20))
                    .pollInterval(Duration.ofSeconds(1))
                    .untilAsserted(
                            () -> assertThat(api.reservation(buyer, reservation).text("status"))
                                    .isEqualTo("FAILED"));
        }
    }

    private static void sendFinalDecline(String reservation, String compression) {
        Map<String, Object> producing = Map.of("bootstrap.servers", servers.brokers(), "compression.type", compression);
        String value = "{\"reservationId\":\"" + reservation + "\",\"final\":true}";
        var record = new ProducerRecord<>("payment.failed", reservation.getBytes(UTF_8), value.getBytes(UTF_8));
        RawRecords.headers("payment.failed")
                .forEach((name, text) -> record.headers().add(name, text.getBytes(UTF_8)));
        try (var producer = new KafkaProducer<>(producing, new ByteArraySerializer(), new ByteArraySerializer())) {
            producer.send(record);
        }
    }
}

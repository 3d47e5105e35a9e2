package io.onsale.platform.events;

import static java.util.stream.Collectors.toMap;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import io.onsale.booking.BookingApi;
import io.onsale.booking.BookingApi.Buyer;
import io.onsale.booking.BookingApi.Show;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Tests that published events are as docs/events.md shows them and docs/asyncapi.yaml describes them. */
@QuarkusTest
class EventContractTest {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Pattern EXAMPLE = Pattern.compile("(?m)^`([a-z.]+)`.*\\n\\n```json\\n([^`]*)```");

    private final BookingApi api = new BookingApi();

    @Inject
    PublishedEvents events;

    @ParameterizedTest
    @ValueSource(strings = {"reservation.created", "reservation.released", "payment.success", "payment.failed"})
    void eventIsAsDocumented(String type) throws IOException {
        // Given
        Show show = api.aShow();
        Buyer buyer = api.aBuyer(show, type.equals("payment.success") ? 100_000 : 0);
        String reservation = api.reserved(show, buyer, show.seats().get(0));
        // When
        api.pay(buyer, reservation);
        api.cancel(buyer, reservation);
        // Then
        ConsumerRecord<byte[], byte[]> record = events.of(reservation).stream()
                .filter(sent -> sent.topic().equals(type))
                .findFirst()
                .orElseThrow();
        JsonNode sent = JSON.readTree(record.value());
        assertThat(types(sent)).isEqualTo(types(example(type)));
        JsonNode documented =
                new YAMLMapper().readTree(Path.of("docs/asyncapi.yaml").toFile());
        JsonNode schema = documented
                .at("/components/schemas")
                .path(documented
                        .path("channels")
                        .path(type)
                        .path("messages")
                        .fieldNames()
                        .next());
        assertThat(names(schema.path("properties"))).isEqualTo(names(sent));
        assertThat(schema.path("required")).hasSameSizeAs(schema.path("properties"));
        assertThat(PublishedEvents.header(record, "traceparent"))
                .as("traces are off")
                .isNull();
        for (JsonNode required : documented.at("/components/schemas/CloudEvent/required")) {
            String header = required.asText();
            JsonNode rule = documented.at("/components/schemas/CloudEvent/properties/" + header);
            assertThat(PublishedEvents.header(record, header)).as(header).isNotBlank();
            if (rule.has("const")) {
                assertThat(PublishedEvents.header(record, header))
                        .isEqualTo(rule.path("const").asText());
            }
        }
    }

    private static JsonNode example(String type) throws IOException {
        Map<String, String> examples = EXAMPLE.matcher(Files.readString(Path.of("docs/events.md")))
                .results()
                .collect(toMap((MatchResult match) -> match.group(1), match -> match.group(2)));
        return JSON.readTree(examples.get(type));
    }

    private static Map<String, String> types(JsonNode object) {
        return names(object).stream()
                .collect(toMap(
                        name -> name, name -> object.path(name).getNodeType().name()));
    }

    private static Set<String> names(JsonNode object) {
        var names = new TreeSet<String>();
        object.fieldNames().forEachRemaining(names::add);
        return names;
    }
}

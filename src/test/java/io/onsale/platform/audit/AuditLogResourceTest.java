package io.onsale.platform.audit;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.onsale.booking.BookingApi;
import io.onsale.booking.BookingApi.Show;
import io.quarkus.test.junit.QuarkusTest;
import java.util.List;
import java.util.Map;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;

@QuarkusTest
class AuditLogResourceTest {
    private final BookingApi api = new BookingApi();

    @Test
    void givenChangesOfOperators_eachIsThereNewestFirstWithBeforeAndAfter() {
        // Given
        Show show = api.aShow();
        String concert = "concerts/" + show.concert();
        // When
        api.call(
                "PUT",
                "/admin/" + concert + "/queue",
                null,
                Map.of("maxActive", 7, "admitPerSecond", 3, "claimSeconds", 20, "activeSeconds", 300, "paused", true));
        // Then
        List<JsonNode> entries = entries(concert);
        assertThat(entries)
                .extracting(entry -> entry.path("action").asText() + " "
                        + entry.path("target").asText())
                .containsExactly(
                        "QUEUE_CHANGED " + concert + "/queue",
                        "QUEUE_CHANGED " + concert + "/queue",
                        "DATE_SCHEDULED " + concert + "/dates/" + show.date(),
                        "CONCERT_ANNOUNCED " + concert);
        JsonNode changed = entries.get(0).path("detail");
        assertThat(changed.at("/before/maxActive").asInt()).isEqualTo(500);
        assertThat(changed.at("/before/admitPerSecond").isNull()).isTrue();
        assertThat(changed.at("/after/maxActive").asInt()).isEqualTo(7);
        assertThat(changed.at("/after/admitPerSecond").asInt()).isEqualTo(3);
        assertThat(changed.at("/after/paused").asBoolean()).isTrue();
        JsonNode announced = entries.get(3).path("detail");
        assertThat(announced.path("before")).isEmpty();
        assertThat(announced.at("/after/title").asText()).isEqualTo("Race");
    }

    @Test
    void givenChangeThatIsRefused_nothingIsThere() {
        // Given
        Show show = api.aShow();
        // When
        api.call("POST", "/concerts/" + show.concert() + "/dates", null, Map.of("date", "2001-01-01T00:00:00Z"));
        // Then
        assertThat(entries("concerts/" + show.concert())).hasSize(3);
    }

    private List<JsonNode> entries(String target) {
        JsonNode items =
                api.call("GET", "/admin/audit-log?size=100", null, null).body().path("items");
        return StreamSupport.stream(items.spliterator(), false)
                .filter(entry -> entry.path("target").asText().startsWith(target))
                .toList();
    }
}

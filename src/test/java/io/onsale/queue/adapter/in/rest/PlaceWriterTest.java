package io.onsale.queue.adapter.in.rest;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import io.onsale.queue.adapter.in.rest.QueueResource.Place;
import io.onsale.queue.domain.QueueStatus;
import java.time.Instant;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class PlaceWriterTest {
    private static final UUID USER = UUID.fromString("0199a1de-0000-7000-8000-000000000001");
    private static final UUID CONCERT = UUID.fromString("0199a1de-0000-7000-8000-000000000002");
    private static final Instant AT = Instant.parse("2026-11-22T10:00:00Z");

    private final ObjectMapper jackson = new ObjectMapper()
            .registerModule(new JavaTimeModule())
            .disable(SerializationFeature.WRITE_DATES_AS_TIMESTAMPS);

    @Test
    void waiting() throws Exception {
        assertSameAsJackson(new Place(
                "k1.payload.signature",
                USER,
                CONCERT,
                QueueStatus.WAITING,
                1_000_000,
                AT.plusMillis(7),
                null,
                null,
                2L,
                61L,
                5_000,
                false,
                true));
    }

    @Test
    void active_withTheNameOfAKeyThatHasToBeEscaped() throws Exception {
        assertSameAsJackson(new Place(
                "\"\\\n\u00e9.payload.signature",
                USER,
                CONCERT,
                QueueStatus.ACTIVE,
                0,
                AT,
                AT.plusNanos(1_500),
                AT.plusSeconds(1),
                null,
                null,
                0,
                true,
                false));
    }

    private void assertSameAsJackson(Place place) throws JsonProcessingException {
        assertThat(PlaceWriter.json(place)).isEqualTo(jackson.writeValueAsString(place));
    }
}

package io.onsale.platform.events;

import com.fasterxml.jackson.annotation.JsonSetter;
import com.fasterxml.jackson.annotation.Nulls;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.util.UUID;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/** The reader of events from their records; it names the reason where a record cannot be read. */
final class EventReader {
    private static final int SCHEMA_VERSION = 1;

    /** The longest quotation of foreign text, which may be a megabyte. */
    private static final int QUOTED = 64;

    private final ObjectMapper json;

    EventReader(ObjectMapper json) {
        this.json = json.copy()
                .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
                .enable(DeserializationFeature.FAIL_ON_MISSING_CREATOR_PROPERTIES)
                .enable(DeserializationFeature.FAIL_ON_NULL_CREATOR_PROPERTIES)
                // No list in an event of ours contains null.
                .setDefaultSetterInfo(JsonSetter.Value.forContentNulls(Nulls.FAIL));
    }

    /** All consumers receive a replayed dead letter, but it is meant only for the one that had given up on it. */
    static boolean isFor(String consumer, ConsumerRecord<?, ?> record) {
        String replayedFor = header(record, DeadLetterFormat.CONSUMER);
        return replayedFor == null || replayedFor.equals(consumer);
    }

    <E> E read(ConsumerRecord<byte[], byte[]> record, Class<E> type) {
        String eventType = header(record, "ce_type");
        if (!record.topic().equals(eventType)) {
            throw unreadable(
                    "UNKNOWN_EVENT_TYPE", "An event of type " + quoted(eventType) + " is not known on this topic.");
        }
        String version = header(record, "ce_schemaversion");
        if (!Integer.toString(SCHEMA_VERSION).equals(version)) {
            throw unreadable("UNKNOWN_SCHEMA_VERSION", "Schema version " + quoted(version) + " is not known here.");
        }
        if (record.value() == null) {
            throw unreadable("MALFORMED_EVENT", "The record has no value.");
        }
        try {
            E event = json.readValue(record.value(), type);
            if (event == null) {
                throw unreadable("MALFORMED_EVENT", "The value is null.");
            }
            return event;
        } catch (UndeliverableEventException e) {
            throw e;
        } catch (JsonMappingException e) {
            String field =
                    e.getPath().isEmpty() ? "" : " at " + e.getPathReference().replaceAll(".*?\\[", "[");
            throw unreadable("MALFORMED_EVENT", "The value is not the event that is expected" + field + ".");
        } catch (JsonProcessingException e) {
            throw unreadable("MALFORMED_EVENT", "The value is not JSON.");
        } catch (IOException | RuntimeException | StackOverflowError e) {
            throw unreadable("MALFORMED_EVENT", "The value is not the event that is expected.");
        }
    }

    /** Refuses a replay for an unknown consumer: every consumer of the topic gives up on it, since otherwise none would. */
    static void requireKnown(ConsumerNames consumers, ConsumerRecord<?, ?> record) {
        String replayedFor = header(record, DeadLetterFormat.CONSUMER);
        if (replayedFor != null && !consumers.has(replayedFor)) {
            throw unreadable(
                    "UNKNOWN_CONSUMER",
                    "The header " + DeadLetterFormat.CONSUMER + " names no consumer that is known.");
        }
    }

    private static String quoted(String text) {
        return text == null || text.length() <= QUOTED ? text : text.substring(0, QUOTED) + "…";
    }

    static UUID eventId(ConsumerRecord<?, ?> record) {
        try {
            return UUID.fromString(header(record, "ce_id"));
        } catch (IllegalArgumentException | NullPointerException e) {
            throw unreadable("MALFORMED_EVENT", "The header ce_id is not the id of an event.");
        }
    }

    private static UndeliverableEventException unreadable(String code, String detail) {
        return new UndeliverableEventException(code, detail, 1);
    }

    private static String header(ConsumerRecord<?, ?> record, String name) {
        return HeaderText.of(record.headers(), name);
    }
}

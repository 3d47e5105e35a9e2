package io.onsale.demo;

import com.fasterxml.jackson.databind.JsonNode;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The memory of the data platform's stub: its mode, the number of calls, and the last events, each once. */
@ApplicationScoped
public class StubbedDataPlatform {
    /** The answer: success, 500, 400, or one that comes too late (with the event accepted). */
    public enum Mode {
        NONE,
        ERROR,
        REJECT,
        TIMEOUT
    }

    private static final int REMEMBERED = 1_000;

    private final Map<String, JsonNode> events = new LinkedHashMap<>() {
        @Override
        protected boolean removeEldestEntry(Map.Entry<String, JsonNode> eldest) {
            return size() > REMEMBERED;
        }
    };

    private Mode mode = Mode.NONE;
    private long calls;

    synchronized Mode receive(String id, JsonNode event) {
        calls++;
        if (mode == Mode.NONE || mode == Mode.TIMEOUT) {
            events.putIfAbsent(id, event);
        }
        return mode;
    }

    synchronized void set(Mode wanted) {
        mode = wanted;
    }

    synchronized long calls() {
        return calls;
    }

    synchronized List<JsonNode> events() {
        return new ArrayList<>(events.values());
    }
}

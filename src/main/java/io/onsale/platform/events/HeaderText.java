package io.onsale.platform.events;

import static java.nio.charset.StandardCharsets.UTF_8;

import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;

/** The text of a record's header, the last of its name; null if there is none. */
public final class HeaderText {
    private HeaderText() {}

    public static String of(Headers headers, String name) {
        Header header = headers.lastHeader(name);
        return header == null || header.value() == null ? null : new String(header.value(), UTF_8);
    }
}

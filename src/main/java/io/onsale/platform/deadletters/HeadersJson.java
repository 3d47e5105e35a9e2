package io.onsale.platform.deadletters;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.onsale.platform.deadletters.Message.Header;
import io.quarkus.runtime.annotations.RegisterForReflection;
import java.util.List;

/** The format of the headers in their column: JSON, with values in base64, since they may be any bytes. */
@RegisterForReflection(targets = Header.class)
final class HeadersJson {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final TypeReference<List<Header>> HEADERS = new TypeReference<>() {};

    private HeadersJson() {}

    static String write(List<Header> headers) {
        try {
            return JSON.writeValueAsString(headers);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }

    static List<Header> read(String column) {
        try {
            return JSON.readValue(column, HEADERS);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }
}

package io.onsale.platform.web;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.DeserializationContext;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.MapperFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.cfg.CoercionAction;
import com.fasterxml.jackson.databind.cfg.CoercionInputShape;
import com.fasterxml.jackson.databind.deser.std.StdScalarDeserializer;
import com.fasterxml.jackson.databind.module.SimpleModule;
import com.fasterxml.jackson.databind.type.LogicalType;
import io.quarkus.jackson.ObjectMapperCustomizer;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.time.temporal.ChronoUnit;

/** The strict reading of JSON: no value is converted to another type, so that a client's mistake is refused and not guessed at. */
@Singleton
public class StrictJson implements ObjectMapperCustomizer {
    @Override
    public int priority() {
        // After the framework's own customizer, whose reading of times would win otherwise.
        return MINIMUM_PRIORITY;
    }

    @Override
    @SuppressWarnings("deprecation") // the builder that would replace it does not exist at this point
    public void customize(ObjectMapper mapper) {
        mapper.configure(MapperFeature.ALLOW_COERCION_OF_SCALARS, false)
                .disable(DeserializationFeature.ACCEPT_FLOAT_AS_INT)
                .enable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
                .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
                .enable(DeserializationFeature.FAIL_ON_NUMBERS_FOR_ENUMS)
                .enable(JsonParser.Feature.STRICT_DUPLICATE_DETECTION)
                .registerModule(new SimpleModule("strict-instants").addDeserializer(Instant.class, new StrictInstant()))
                .coercionConfigFor(LogicalType.Textual)
                .setCoercion(CoercionInputShape.Integer, CoercionAction.Fail)
                .setCoercion(CoercionInputShape.Float, CoercionAction.Fail)
                .setCoercion(CoercionInputShape.Boolean, CoercionAction.Fail);
    }

    /** A reader of times: texts, of years that the database knows, cut to the milliseconds that it keeps. */
    private static final class StrictInstant extends StdScalarDeserializer<Instant> {
        private static final Instant EARLIEST = Instant.EPOCH;
        private static final Instant END = Instant.parse("9999-12-31T00:00:00Z");

        StrictInstant() {
            super(Instant.class);
        }

        @Override
        public Instant deserialize(JsonParser parser, DeserializationContext context) throws IOException {
            if (!parser.hasToken(JsonToken.VALUE_STRING)) {
                return (Instant) context.handleUnexpectedToken(Instant.class, parser);
            }
            String text = parser.getText();
            try {
                Instant instant = Instant.parse(text);
                if (!instant.isBefore(EARLIEST) && instant.isBefore(END)) {
                    return instant.truncatedTo(ChronoUnit.MILLIS);
                }
            } catch (DateTimeParseException e) {
                // no time at all: refused like one out of range
            }
            return (Instant) context.handleWeirdStringValue(Instant.class, text, "not a time between 1970 and 9999");
        }
    }
}

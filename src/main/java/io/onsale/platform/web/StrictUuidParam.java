package io.onsale.platform.web;

import io.onsale.platform.web.WebRefusals.MalformedIdException;
import jakarta.ws.rs.ext.ParamConverter;
import jakarta.ws.rs.ext.ParamConverterProvider;
import jakarta.ws.rs.ext.Provider;
import java.lang.annotation.Annotation;
import java.lang.reflect.Type;
import java.util.UUID;

/** The converter of ids in paths and queries, which answers 400 to a malformed id. */
@Provider
public class StrictUuidParam implements ParamConverterProvider {

    @Override
    @SuppressWarnings("unchecked")
    public <T> ParamConverter<T> getConverter(Class<T> rawType, Type genericType, Annotation[] annotations) {
        return rawType == UUID.class ? (ParamConverter<T>) new Converter() : null;
    }

    static final class Converter implements ParamConverter<UUID> {
        @Override
        public UUID fromString(String value) {
            return StrictUuid.parse(value).orElseThrow(MalformedIdException::new);
        }

        @Override
        public String toString(UUID value) {
            return value.toString();
        }
    }
}

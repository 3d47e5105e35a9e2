package io.onsale.common.adapter.in.rest;

import io.onsale.common.domain.DomainException;
import io.onsale.common.domain.ErrorKind;
import jakarta.ws.rs.ext.ParamConverter;
import jakarta.ws.rs.ext.ParamConverterProvider;
import jakarta.ws.rs.ext.Provider;
import java.lang.annotation.Annotation;
import java.lang.reflect.Type;
import java.util.UUID;

/** Reads ids in paths and queries: 36 characters or 400. The JDK alone would take "1-1-1-1-1" too. */
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
            try {
                if (value.length() == 36) {
                    return UUID.fromString(value);
                }
            } catch (IllegalArgumentException e) {
                // not hexadecimal: refused as any other value that is no id
            }
            throw new MalformedIdException();
        }

        @Override
        public String toString(UUID value) {
            return value.toString();
        }
    }

    static final class MalformedIdException extends DomainException {
        MalformedIdException() {
            super(ErrorKind.INVALID, "MALFORMED_ID", "An id in the path or query is not a UUID.");
        }
    }
}

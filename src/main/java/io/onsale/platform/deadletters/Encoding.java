package io.onsale.platform.deadletters;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.util.Base64;

/** The representation of arbitrary bytes: as text where they are printable UTF-8, else in base64. */
enum Encoding {
    TEXT {
        @Override
        String encode(byte[] bytes) {
            return bytes == null ? null : new String(bytes, UTF_8);
        }
    },
    BASE64 {
        @Override
        String encode(byte[] bytes) {
            return Base64.getEncoder().encodeToString(bytes);
        }
    };

    abstract String encode(byte[] bytes);

    static Encoding of(byte[] bytes) {
        return bytes == null || isPrintable(bytes) ? TEXT : BASE64;
    }

    private static boolean isPrintable(byte[] bytes) {
        try {
            return UTF_8.newDecoder()
                    .decode(ByteBuffer.wrap(bytes))
                    .chars()
                    .noneMatch(c -> Character.isISOControl(c) && !Character.isWhitespace(c));
        } catch (CharacterCodingException e) {
            return false;
        }
    }
}

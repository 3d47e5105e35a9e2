package io.onsale.security;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Random;

/** Random changes to what was valid, repeatable by their seed. */
final class Mutations {
    private static final String BASE64URL = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
    private static final String PRINTABLE = " !\"#$%&'()*+,-./0123456789:;<=>?@ABCXYZ[\\]^_`abcxyz{|}~";
    private static final List<String> ODD_VALUES = List.of(
            "null",
            "-1",
            "0",
            "1e400",
            "9223372036854775808",
            "0.5",
            "true",
            "[]",
            "{}",
            "\"\"",
            "\" \"",
            "\"\\u0000\"",
            "\"\\ud800\"",
            "\"' OR 1=1 --\"",
            "\"${jndi:ldap://x}\"",
            "\"../../etc/passwd\"",
            "\"2026-02-30T00:00:00Z\"",
            "\"+999999999-12-31T23:59:59Z\"",
            "\"00000000-0000-0000-0000-000000000000\"",
            "[[[[[[[[[[[[[[[[]]]]]]]]]]]]]]]]");

    private final Random random;

    Mutations(Random random) {
        this.random = random;
    }

    <T> T anyOf(List<T> values) {
        return values.get(random.nextInt(values.size()));
    }

    int below(int n) {
        return random.nextInt(n);
    }

    boolean oneIn(int n) {
        return below(n) == 0;
    }

    /** Changes a token in parts with dots between; the other is a valid token of somebody else. */
    String token(String token, String other) {
        String mutated =
                switch (random.nextInt(9)) {
                    case 0 -> replaced(token, BASE64URL);
                    case 1 -> replaced(token, PRINTABLE.substring(1));
                    case 2 -> token.substring(0, random.nextInt(token.length()));
                    case 3 -> inserted(token, BASE64URL);
                    case 4 -> spliced(token, other);
                    case 5 -> withPart(token, random.nextInt(3), "");
                    case 6 -> claims(token);
                    case 7 -> swapped(token);
                    default -> replaced(replaced(replaced(token, BASE64URL), BASE64URL), BASE64URL);
                };
        return mutated.strip().isEmpty() ? "." : mutated.strip();
    }

    /** Changes any text a little. */
    String text(String text) {
        if (text.isEmpty()) {
            return any(PRINTABLE, 1 + random.nextInt(20));
        }
        int at = random.nextInt(text.length());
        return switch (random.nextInt(5)) {
            case 0 -> replaced(text, PRINTABLE);
            case 1 -> text.substring(0, at);
            case 2 -> inserted(text, PRINTABLE);
            case 3 -> text.substring(0, at) + any(PRINTABLE, random.nextInt(40)) + text.substring(at);
            default -> text.substring(0, at) + text;
        };
    }

    /** Changes one value of a JSON text, or anything else in it. */
    String json(String json) {
        int colon = json.isEmpty() ? -1 : json.indexOf(':', random.nextInt(json.length()));
        if (colon < 0 || oneIn(3)) {
            return text(json);
        }
        int end = colon + 1;
        while (end < json.length() && ",}".indexOf(json.charAt(end)) < 0) {
            end++;
        }
        return json.substring(0, colon + 1) + anyOf(ODD_VALUES) + json.substring(end);
    }

    private String replaced(String text, String alphabet) {
        int at = random.nextInt(text.length());
        char now = text.charAt(at);
        char then = now;
        while (then == now) {
            then = alphabet.charAt(random.nextInt(alphabet.length()));
        }
        return text.substring(0, at) + then + text.substring(at + 1);
    }

    private String inserted(String text, String alphabet) {
        int at = random.nextInt(text.length() + 1);
        return text.substring(0, at) + alphabet.charAt(random.nextInt(alphabet.length())) + text.substring(at);
    }

    private String swapped(String text) {
        int a = random.nextInt(text.length());
        int b = random.nextInt(text.length());
        char[] chars = text.toCharArray();
        chars[a] = text.charAt(b);
        chars[b] = text.charAt(a);
        return new String(chars);
    }

    private String spliced(String token, String other) {
        int part = random.nextInt(3);
        return withPart(token, part, other.split("\\.")[part]);
    }

    private static String withPart(String token, int part, String text) {
        String[] parts = token.split("\\.");
        parts[part] = text;
        return String.join(".", parts);
    }

    /** Changes the bytes of a part, and leaves the signature as it was. */
    private String claims(String token) {
        int part = random.nextInt(2);
        byte[] bytes;
        try {
            bytes = Base64.getUrlDecoder().decode(token.split("\\.")[part]);
        } catch (IllegalArgumentException e) {
            return replaced(token, BASE64URL);
        }
        String text = new String(bytes, StandardCharsets.ISO_8859_1);
        String changed =
                text.replace("\"user\"", "\"admin\"").replace("RS256", anyOf(List.of("none", "HS256", "ES256")));
        byte[] then =
                (changed.equals(text) ? replaced(text, BASE64URL) : changed).getBytes(StandardCharsets.ISO_8859_1);
        return withPart(token, part, Base64.getUrlEncoder().withoutPadding().encodeToString(then));
    }

    private String any(String alphabet, int length) {
        var text = new StringBuilder();
        for (int i = 0; i < length; i++) {
            text.append(alphabet.charAt(random.nextInt(alphabet.length())));
        }
        return text.toString();
    }

    /**
     * Whether both mean the same: base64 has several spellings of the same bytes, all of which are the token's to the
     * library.
     */
    static boolean saysTheSame(String token, String other) {
        String[] a = token.split("\\.", -1);
        String[] b = other.split("\\.", -1);
        if (a.length != b.length) {
            return false;
        }
        for (int i = 0; i < a.length; i++) {
            if (!Arrays.equals(bytes(a[i]), bytes(b[i]))) {
                return false;
            }
        }
        return true;
    }

    private static byte[] bytes(String base64) {
        String clean = base64.replace('+', '-').replace('/', '_').replaceAll("[^A-Za-z0-9_-]", "");
        return Base64.getUrlDecoder().decode(clean.substring(0, clean.length() - (clean.length() % 4 == 1 ? 1 : 0)));
    }
}

package io.onsale.platform.web;

import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The entity tags that a client names in {@code If-None-Match} and {@code If-Match} (RFC 9110, 8.8.3 and 13.1). */
final class EntityTags {
    private static final String ANY = "*";
    /** A tag may contain commas. */
    private static final Pattern TAG = Pattern.compile("\\G[ \\t,]*(?:W/)?\"([!#-~\\x80-\\xFF]*)\"[ \\t]*(?=,|$)");

    private EntityTags() {}

    /**
     * Compares weakly: strong and weak tags are alike.
     *
     * @param lines the values of the header, in their order
     * @param opaque the current tag, without its quotes
     */
    static boolean match(List<String> lines, String opaque) {
        return areAny(lines) || lines.stream().anyMatch(line -> has(line, opaque));
    }

    /** Whether the header is {@code *}, which any tag matches. */
    static boolean areAny(List<String> lines) {
        return lines.size() == 1 && lines.get(0).strip().equals(ANY);
    }

    private static boolean has(String line, String opaque) {
        Matcher tags = TAG.matcher(line);
        while (tags.find()) {
            if (tags.group(1).equals(opaque)) {
                return true;
            }
        }
        return false;
    }
}

package io.onsale.observability;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * A PromQL expression: its metrics, with the labels by which it chooses among their series, and the labels by which it
 * groups.
 */
final class PromQl {
    private static final Set<String> GROUPING = Set.of("by", "without", "on", "ignoring", "group_left", "group_right");
    private static final Set<String> KEYWORDS = Set.of("and", "or", "unless", "bool", "offset");

    /** The grouping that follows an aggregation, whose name is no metric. */
    private static final Pattern GROUPED = Pattern.compile("\\s*(by|without)\\s*\\(");

    private final String text;
    private final List<Selector> selectors = new ArrayList<>();
    private final Set<String> groupings = new HashSet<>();
    private int at;

    record Selector(String metric, Set<String> labels) {}

    private PromQl(String text) {
        this.text = text;
    }

    static PromQl parse(String expression) {
        var parsed = new PromQl(expression);
        while (parsed.at < parsed.text.length()) {
            parsed.next();
        }
        return parsed;
    }

    List<Selector> selectors() {
        return selectors;
    }

    Set<String> groupings() {
        return groupings;
    }

    private void next() {
        char c = text.charAt(at);
        if (c == '"') {
            string();
        } else if (c == '[') {
            at = text.indexOf(']', at) + 1;
        } else if (c == '$') {
            at++;
            word();
        } else if (Character.isDigit(c)) {
            word(); // a duration also looks like a word
        } else if (isWord(c)) {
            name(word());
        } else {
            at++;
        }
    }

    private void name(String word) {
        char next = peek();
        if (GROUPING.contains(word)) {
            if (next == '(') {
                int end = text.indexOf(')', at);
                for (String label :
                        text.substring(text.indexOf('(', at) + 1, end).split(",")) {
                    if (!label.isBlank()) {
                        groupings.add(label.strip());
                    }
                }
                at = end + 1;
            }
        } else if (next != '('
                && !KEYWORDS.contains(word)
                && !GROUPED.matcher(text.substring(at)).lookingAt()) {
            var labels = new HashSet<String>();
            if (next == '{') {
                matchers(labels);
            }
            selectors.add(new Selector(word, labels));
        }
    }

    /** Reads matchers up to the closing brace. Values may contain braces, too. */
    private void matchers(Set<String> labels) {
        at = text.indexOf('{', at) + 1;
        while (text.charAt(at) != '}') {
            if (text.charAt(at) == '"') {
                string();
            } else if (isWord(text.charAt(at))) {
                labels.add(word());
            } else {
                at++;
            }
        }
        at++;
    }

    private void string() {
        at++;
        while (text.charAt(at) != '"') {
            at += text.charAt(at) == '\\' ? 2 : 1;
        }
        at++;
    }

    private String word() {
        int begin = at;
        while (at < text.length() && isWord(text.charAt(at))) {
            at++;
        }
        return text.substring(begin, at);
    }

    private char peek() {
        int next = at;
        while (next < text.length() && Character.isWhitespace(text.charAt(next))) {
            next++;
        }
        return next < text.length() ? text.charAt(next) : 0;
    }

    private static boolean isWord(char c) {
        return Character.isLetterOrDigit(c) || c == '_' || c == ':' || c == '.';
    }
}

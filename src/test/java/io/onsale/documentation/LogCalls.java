package io.onsale.documentation;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** The lines that the sources can log: the format of each LOG call, and the texts that may stand in the place of %s. */
final class LogCalls {
    private static final String STRING = "\"(?:[^\"\\\\\n]|\\\\.)*\"";
    /** Strings and characters come first, so that a string with the marks of a comment in it is no comment. */
    private static final Pattern TOKEN =
            Pattern.compile("(" + STRING + ")|'(?:[^'\\\\]|\\\\.)+'|/\\*(?s:.*?)\\*/|//[^\n]*");

    private static final String OPERAND = "(?:" + STRING + "|[\\w.]+(?:\\((?:[^()\"]|\\([^()\"]*\\))*\\))?)";
    private static final Pattern TEXT = Pattern.compile(OPERAND + "(?:\\s*\\+\\s*" + OPERAND + ")*");
    private static final Pattern CALL = Pattern.compile(
            "\\bLOG\\.(?:trace|debug|info|warn|error|fatal)f?\\(\\s*(?:\\w+,\\s*)?(" + TEXT.pattern() + ")");
    private static final Pattern PART = Pattern.compile(STRING + "|[^\"]+");
    private static final Pattern SPECIFIER = Pattern.compile("%(?:[-\\d.,]*)([sd])");

    private static final int DEEP_ENOUGH = 3;
    private static final int LETTERS_OF_A_TEXT = 3;

    private final List<Pattern> calls = new ArrayList<>();
    private final List<Pattern> texts = new ArrayList<>();

    LogCalls(Path sources) {
        try (Stream<Path> files = Files.walk(sources)) {
            files.filter(file -> file.toString().endsWith(".java")).forEach(this::read);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void read(Path file) {
        try {
            String code = TOKEN.matcher(Files.readString(file))
                    .replaceAll(token -> token.group(1) == null ? " x " : Matcher.quoteReplacement(token.group(1)));
            Page.all(CALL, code)
                    .map(call -> call.group(1))
                    .filter(LogCalls::says)
                    .forEach(text -> calls.add(pattern(text)));
            Page.all(TEXT, code)
                    .map(MatchResult::group)
                    .filter(LogCalls::says)
                    .forEach(text -> texts.add(pattern(text)));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    int count() {
        return calls.size();
    }

    private static boolean says(String expression) {
        return Page.all(Pattern.compile(STRING), expression)
                        .map(found -> SPECIFIER.matcher(found.group()).replaceAll(""))
                        .mapToLong(
                                text -> text.chars().filter(Character::isLetter).count())
                        .sum()
                >= LETTERS_OF_A_TEXT;
    }

    /** The pattern of an expression that joins strings and other values. */
    private static Pattern pattern(String expression) {
        var pattern = new StringBuilder();
        Page.all(PART, expression).map(MatchResult::group).forEach(part -> {
            if (part.startsWith("\"")) {
                append(part.substring(1, part.length() - 1).translateEscapes(), pattern);
            } else if (!part.matches("\\s*\\+\\s*")) {
                pattern.append("(.*?)");
            }
        });
        return Pattern.compile(pattern.toString());
    }

    private static void append(String format, StringBuilder pattern) {
        Matcher specifier = SPECIFIER.matcher(format);
        int from = 0;
        while (specifier.find()) {
            pattern.append(Pattern.quote(format.substring(from, specifier.start())))
                    .append(specifier.group(1).equals("d") ? "(\\d+|…)" : "(.*?)");
            from = specifier.end();
        }
        pattern.append(Pattern.quote(format.substring(from)));
    }

    /** Whether some call logs this line. In the line, … stands for any value. */
    boolean canLog(String line) {
        return calls.stream().anyMatch(call -> fits(call, line, 0));
    }

    private boolean fits(Pattern text, String line, int depth) {
        Matcher matcher = text.matcher(line);
        return matcher.matches()
                && IntStream.rangeClosed(1, matcher.groupCount())
                        .mapToObj(matcher::group)
                        .allMatch(value -> canStandFor(value, depth));
    }

    /** Whether this can be a value: one word, or a text of the sources itself. */
    private boolean canStandFor(String value, int depth) {
        String said = value.replace("…", "").replaceAll("^[\\s,:]+|[\\s,:]+$", "");
        return !said.contains(" ")
                || depth < DEEP_ENOUGH && texts.stream().anyMatch(text -> fits(text, value, depth + 1));
    }
}

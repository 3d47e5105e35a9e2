package io.onsale.platform.runtime;

/** Text of others as it may stand in a log: on one line, and nothing in it that a terminal would obey. */
public final class OneLine {
    private OneLine() {}

    /** With {@code \}{@code u000a} for a line break, and so for every character that is not to be seen. */
    public static String of(String text) {
        return text == null || text.codePoints().noneMatch(OneLine::isUnseen) ? text : escaped(text);
    }

    /** The first of what an exception says, which may be a whole statement. */
    public static String of(Throwable e) {
        return e.toString().lines().findFirst().orElse("");
    }

    private static String escaped(String text) {
        var line = new StringBuilder(text.length() + 16);
        text.chars().forEach(c -> {
            if (isUnseen(c)) {
                line.append("\\u%04x".formatted(c));
            } else {
                line.append((char) c);
            }
        });
        return line.toString();
    }

    /** Control characters, and those that end a line or turn its direction. */
    private static boolean isUnseen(int c) {
        return switch (Character.getType(c)) {
            case Character.CONTROL, Character.FORMAT, Character.LINE_SEPARATOR, Character.PARAGRAPH_SEPARATOR -> true;
            default -> false;
        };
    }
}

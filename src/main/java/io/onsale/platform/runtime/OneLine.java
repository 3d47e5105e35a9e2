package io.onsale.platform.runtime;

/** The escaping of foreign text for the log: the text stays on one line and holds nothing that a terminal would obey. */
public final class OneLine {
    private OneLine() {}

    /** Escapes every invisible character, a line break for example as {@code \}{@code u000a}. */
    public static String of(String text) {
        return text == null || text.codePoints().noneMatch(OneLine::isUnseen) ? text : escaped(text);
    }

    /** The first line of an exception's text, which may contain a whole statement. */
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

    /** Control characters, and characters that end a line or change its direction. */
    private static boolean isUnseen(int c) {
        return switch (Character.getType(c)) {
            case Character.CONTROL, Character.FORMAT, Character.LINE_SEPARATOR, Character.PARAGRAPH_SEPARATOR -> true;
            default -> false;
        };
    }
}

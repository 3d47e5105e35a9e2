package io.onsale.platform.web;

import io.onsale.platform.runtime.OneLine;
import java.util.regex.Pattern;

/** A path as the log may keep it: without the ids of users and things, and on one line. */
final class LoggedPath {
    private static final Pattern ID = Pattern.compile("[0-9A-Fa-f]{8}(-[0-9A-Fa-f]{4}){3}-[0-9A-Fa-f]{12}");

    private LoggedPath() {}

    /** @param path null where the request line has none */
    static String of(String path) {
        return path == null ? "" : OneLine.of(ID.matcher(path).replaceAll("{id}"));
    }
}

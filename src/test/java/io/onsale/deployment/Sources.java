package io.onsale.deployment;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** The files of this repository, of which one may be looked at as if somebody had edited it: so rules are shown to find a mistake. */
record Sources(String edited, String text) {
    static final Sources AS_THEY_ARE = new Sources("", "");

    /** @throws IllegalArgumentException if that would change nothing */
    Sources with(String file, String from, String to) {
        String before = read(file);
        if (!before.contains(from)) {
            throw new IllegalArgumentException(file + " does not say " + from);
        }
        return new Sources(file, before.replace(from, to));
    }

    String read(String file) {
        try {
            return file.equals(edited) ? text : Files.readString(Path.of(file));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}

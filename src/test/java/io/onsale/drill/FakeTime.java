package io.onsale.drill;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** The library libfaketime, where it is installed: it lies to a process about the time of day. */
final class FakeTime {
    private static final Optional<Path> LIBRARY = Stream.of(
                    "/usr/lib/x86_64-linux-gnu/faketime/libfaketime.so.1", "/usr/lib64/faketime/libfaketime.so.1")
            .map(Path::of)
            .filter(Files::exists)
            .findFirst();

    private FakeTime() {}

    static boolean isInstalled() {
        return LIBRARY.isPresent();
    }

    /** @param offset e.g. {@code +30s} */
    static Map<String, String> environment(String offset) {
        return Map.of(
                "LD_PRELOAD",
                LIBRARY.orElseThrow().toString(),
                "FAKETIME",
                offset,
                "FAKETIME_DONT_FAKE_MONOTONIC",
                "1");
    }
}

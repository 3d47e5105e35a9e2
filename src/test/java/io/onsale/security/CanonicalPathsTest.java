package io.onsale.security;

import static org.assertj.core.api.Assertions.assertThat;

import io.onsale.Warnings;
import io.onsale.platform.web.RawHttp;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import java.io.IOException;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/**
 * Tests of all routes in all spellings of a grammar: each spelling is refused before any route is chosen, or means the
 * documented path to everybody who looks at it. No request brings a credential, so that nothing changes.
 */
@QuarkusTest
@TestProfile(WithUserTokens.class)
class CanonicalPathsTest {
    private static final Pattern PARAMETER = Pattern.compile("\\{[^}]+}");
    private static final String ID = "01990000-0000-7abc-8def-0000000000a1";
    private static final Pattern STATUS = Pattern.compile("HTTP/1\\.1 (\\d{3}) ");
    private static final Pattern CODE = Pattern.compile("\"code\":\"([A-Z_]+)\"");
    private static final Pattern HEADER = Pattern.compile("(?m)^([A-Za-z-]+): ");

    @TestHTTPResource
    URI server;

    private record Answer(int status, String code, Set<String> headers) {}

    @Test
    void givenAnySpelling_itIsRefused() throws IOException {
        try (var warnings = new Warnings()) {
            for (Route route : AccessTest.routes()) {
                for (String path : otherSpellings(path(route))) {
                    Answer answer = answer(route.method(), path);
                    assertThat(answer.status).as("%s %s", route.method(), path).isEqualTo(400);
                    assertThat(answer.code).isEqualTo("BAD_REQUEST");
                }
            }
            assertThat(warnings.lines()).isEmpty();
        }
    }

    @Test
    void givenSpellingThatChangesNothing_itIsAnsweredAsTheOther() throws IOException {
        for (Route route : AccessTest.routes()) {
            String path = path(route);
            Answer expected = answer(route.method(), path);
            for (String same : List.of(
                    path + "/",
                    path.replace(ID, ID.toUpperCase(Locale.ROOT)),
                    path + "?x;y=/../%2f//",
                    "http://onsale" + path)) {
                assertThat(answer(route.method(), same))
                        .as("%s %s", route.method(), same)
                        .isEqualTo(expected);
            }
        }
    }

    private static String path(Route route) {
        return "/api/v1" + PARAMETER.matcher(route.path()).replaceAll(ID);
    }

    private static List<String> otherSpellings(String path) {
        String[] segments = path.substring(1).split("/");
        var spellings = new ArrayList<String>();
        for (int i = 0; i < segments.length; i++) {
            String segment = segments[i];
            for (String other : List.of(
                    segment + ";x=1",
                    segment + ";",
                    ";" + segment,
                    segment + "%3B",
                    segment + "%3bx=1",
                    "/" + segment,
                    segment + "//",
                    "./" + segment,
                    segment + "/.",
                    "x/../" + segment,
                    segment + "/..",
                    "%2e/" + segment,
                    "x/%2E%2e/" + segment,
                    ".%2e/" + segment,
                    "%2F" + segment,
                    "%5c" + segment,
                    segment + "%00",
                    segment + "%0d%0a",
                    segment + "%3fx",
                    encoded(segment),
                    "%25" + encoded(segment).substring(1))) {
                spellings.add(with(segments, i, other));
            }
            if (i > 0) {
                spellings.add(with(segments, i, "\0" + segment).replace("/\0", "%2f"));
                spellings.add(with(segments, i, "\0" + segment).replace("/\0", "%2F"));
                spellings.add(with(segments, i, "\0" + segment).replace("/\0", "\\"));
            }
        }
        spellings.add("/" + path);
        spellings.add("//onsale" + path);
        spellings.add("http://onsale/" + path);
        spellings.add("http://onsale/x/.." + path);
        spellings.add("http://onsale?" + path);
        spellings.add("https://onsale?x=1" + path);
        return spellings;
    }

    private static String encoded(String segment) {
        return "%" + Integer.toHexString(segment.charAt(0)) + segment.substring(1);
    }

    private static String with(String[] segments, int i, String other) {
        String[] copy = segments.clone();
        copy[i] = other;
        return "/" + String.join("/", copy);
    }

    private Answer answer(String method, String path) throws IOException {
        String text = RawHttp.exchange(
                server, method + " " + path + " HTTP/1.1\r\nHost: onsale\r\nConnection: close\r\n\r\n");
        Matcher status = STATUS.matcher(text);
        assertThat(status.lookingAt()).as("%s %s: %s", method, path, text).isTrue();
        Matcher code = CODE.matcher(text);
        var headers = new TreeSet<String>();
        Matcher header = HEADER.matcher(text.split("\r\n\r\n", 2)[0]);
        while (header.find()) {
            headers.add(header.group(1).toLowerCase(Locale.ROOT));
        }
        return new Answer(Integer.parseInt(status.group(1)), code.find() ? code.group(1) : null, headers);
    }
}

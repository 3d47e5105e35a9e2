package io.onsale.platform.web;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ContentNegotiationTest {
    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            gzip                       | true  | true
            GZIP                       | true  | true
            x-gzip                     | true  | true
            deflate, gzip;q=0.5, br    | true  | true
            gzip; q=0.001              | true  | true
            *                          | true  | true
            br;q=1, *;q=0.1            | true  | true
            identity, gzip             | true  | true
            gzip;q=0.5, identity;q=0.5 | true  | true
            gzip;q=1, identity;q=0     | true  | false
            gzip, *;q=0                | true  | false
            gzip, identity;q=0.1, *;q=0 | true | true
            gzip;q=0.5, identity       | false | true
            gzip;q=0                   | false | true
            gzip;q=0, *                | false | true
            gzip;q=0.0, *;q=1          | false | true
            gzip;q=2                   | false | true
            gzip;q=                    | false | true
            gzip;quality=1             | false | true
            gzipped                    | false | true
            br                         | false | true
            identity                   | false | true
            identity;q=0               | false | false
            *;q=0                      | false | false
            ,;,                        | false | true
            ``                         | false | true
            """)
    void acceptEncoding(String header, boolean gzip, boolean identity) {
        var codings = new AcceptedCodings(List.of(header));
        assertThat(codings.preferGzip()).isEqualTo(gzip);
        assertThat(codings.acceptIdentity()).isEqualTo(identity);
    }

    @Test
    void acceptEncoding_absentOrInTwo() {
        assertThat(new AcceptedCodings(List.of()).preferGzip()).isFalse();
        assertThat(new AcceptedCodings(List.of()).acceptIdentity()).isTrue();
        assertThat(new AcceptedCodings(List.of("br", "gzip")).preferGzip()).isTrue();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            W/"a-1"                  | true
            "a-1"                    | true
            "b", "a-1"               | true
            "b",W/"a-1","c"          | true
            ,, "b" ,, "a-1"          | true
            "b,c", "a-1"             | true
            *                        | true
            "b" / "a-1"              | true
            W/"a-2"                  | false
            w/"a-1"                  | false
            a-1                      | false
            "b, a-1"                 | false
            "a-1                     | false
            *, "b"                   | false
            "b" "a-1"                | false
            ""                       | false
            ``                       | false
            """)
    void ifNoneMatch(String header, boolean match) {
        assertThat(EntityTags.match(Arrays.asList(header.split(" / ")), "a-1")).isEqualTo(match);
    }
}

package io.onsale.platform.web;

import static org.assertj.core.api.Assertions.assertThat;

/** Mistakes in the framing of a request. */
public final class Framing {
    /**
     * Kind, status, and the bytes that are sent: {@code ~} ends a line, {@code ^} is NUL, {@code _} a space, {@code >}
     * a tab, {@code POST!} a request whose body is in chunks.
     */
    public static final String MISTAKES = """
            chunk size that is none              | 400 | POST!zz~{}~0~~
            chunk size that is empty             | 400 | POST!~{}~0~~
            chunk size that is negative          | 400 | POST!-1~{}~0~~
            chunk size beyond any number         | 400 | POST!fffffffff~{}~0~~
            chunk size in another notation       | 400 | POST!0x2~{}~0~~
            chunk that is longer than it says    | 400 | POST!1~{}~0~~
            chunk without its end                | 400 | POST!2~{}0~~
            chunk extension that is broken       | 400 | POST!2;a=\\nb~{}~0~~
            chunk size ended by LF alone         | 400 | POST!2\\n{}~0~~
            trailer without colon                | 400 | POST!2~{}~0~nothing~~
            second chunk that is none            | 400 | POST!2~{}~zz~~~
            two lengths                          | 400 | POST /api/v1/concerts HTTP/1.1~Host: o~Content-Length: 2~Content-Length: 3~~{}}
            two lengths in one                   | 400 | POST /api/v1/concerts HTTP/1.1~Host: o~Content-Length: 2, 3~~{}}
            length and chunks                    | 400 | POST /api/v1/concerts HTTP/1.1~Host: o~Content-Length: 2~Transfer-Encoding: chunked~~2~{}~0~~
            chunks and length                    | 400 | POST /api/v1/concerts HTTP/1.1~Host: o~Transfer-Encoding: chunked~Content-Length: 2~~2~{}~0~~
            negative length                      | 400 | POST /api/v1/concerts HTTP/1.1~Host: o~Content-Length: -1~~{}
            signed length                        | 400 | POST /api/v1/concerts HTTP/1.1~Host: o~Content-Length: +2~~{}
            empty length                         | 400 | POST /api/v1/concerts HTTP/1.1~Host: o~Content-Length:~~{}
            length that is none                  | 400 | POST /api/v1/concerts HTTP/1.1~Host: o~Content-Length: two~~{}
            length beyond any number             | 400 | POST /api/v1/concerts HTTP/1.1~Host: o~Content-Length: 99999999999999999999~~{}
            unknown transfer coding              | 400 | POST /api/v1/concerts HTTP/1.1~Host: o~Transfer-Encoding: xchunked~~{}
            transfer coding identity             | 400 | POST /api/v1/concerts HTTP/1.1~Host: o~Transfer-Encoding: identity~~{}
            chunked, but not last                | 400 | POST /api/v1/concerts HTTP/1.1~Host: o~Transfer-Encoding: chunked, gzip~~2~{}~0~~
            chunked within another               | 400 | POST /api/v1/concerts HTTP/1.1~Host: o~Transfer-Encoding: gzip, chunked~~2~{}~0~~
            chunked twice                        | 400 | POST /api/v1/concerts HTTP/1.1~Host: o~Transfer-Encoding: chunked~Transfer-Encoding: chunked~~2~{}~0~~
            empty transfer coding                | 400 | POST /api/v1/concerts HTTP/1.1~Host: o~Transfer-Encoding:~~{}
            chunks in HTTP/1.0                   | 400 | POST /api/v1/concerts HTTP/1.0~Host: o~Transfer-Encoding: chunked~~2~{}~0~~
            unknown expectation                  | 417 | POST /api/v1/concerts HTTP/1.1~Host: o~Expect: 200-ok~Content-Type: application/json~Content-Length: 2~~{}
            unknown expectation without a body   | 417 | GET /api/v1/concerts HTTP/1.1~Host: o~Expect: 200-ok~~
            empty expectation                    | 417 | POST /api/v1/concerts HTTP/1.1~Host: o~Expect:~Content-Length: 2~~{}
            HTTP/0.9                             | 400 | GET /api/v1/concerts~~
            HTTP/2.0                             | 400 | GET /api/v1/concerts HTTP/2.0~Host: o~~
            HTTP/3.7                             | 400 | GET /api/v1/concerts HTTP/3.7~Host: o~~
            HTTP/1.2                             | 400 | GET /api/v1/concerts HTTP/1.2~Host: o~~
            version that is none                 | 400 | GET /api/v1/concerts HTTPS/1.1~Host: o~~
            version in small letters             | 400 | GET /api/v1/concerts http/1.1~Host: o~~
            garbage                              | 400 | garbage~~
            garbage of TLS                       | 400 | ^^^^^^^^x^^~~
            four words                           | 400 | GET /api/v1/concerts twice HTTP/1.1~Host: o~~
            no target                            | 400 | GET  HTTP/1.1~Host: o~~
            method that is none                  | 400 | G(T /api/v1/concerts HTTP/1.1~Host: o~~
            line ended by LF alone               | 400 | GET /api/v1/concerts HTTP/1.1\\nHost: o\\n\\n
            NUL in a header                      | 400 | GET /api/v1/concerts HTTP/1.1~Host: o~X-A: a^b~~
            CR in a header                       | 400 | GET /api/v1/concerts HTTP/1.1~Host: o~X-A: a\\rb~~
            NUL in a name                        | 400 | GET /api/v1/concerts HTTP/1.1~Host: o~X^A: a~~
            header without colon                 | 400 | GET /api/v1/concerts HTTP/1.1~Host: o~nothing~~
            header without name                  | 400 | GET /api/v1/concerts HTTP/1.1~Host: o~: a~~
            space before the colon               | 400 | GET /api/v1/concerts HTTP/1.1~Host: o~X-A : a~~
            space before the first header        | 400 | GET /api/v1/concerts HTTP/1.1~_Host: o~~
            two hosts                            | 400 | GET /api/v1/concerts HTTP/1.1~Host: o~Host: p~~
            no host                              | 400 | GET /api/v1/concerts HTTP/1.1~X-A: a~~
            host that is none                    | 400 | GET /api/v1/concerts HTTP/1.1~Host: a b~~
            host with a path                     | 400 | GET /api/v1/concerts HTTP/1.1~Host: o/p~~
            target of a tunnel                   | 400 | CONNECT o:80 HTTP/1.1~Host: o~~
            authority as target                  | 400 | GET o:80 HTTP/1.1~Host: o~~
            target without slash                 | 400 | GET api/v1/concerts HTTP/1.1~Host: o~~
            target of another scheme             | 400 | GET ftp://o/api/v1/concerts HTTP/1.1~Host: o~~
            broken percent                       | 400 | GET /api/v1/concerts/%zz HTTP/1.1~Host: o~~
            half a percent                       | 400 | GET /api/v1/concerts/% HTTP/1.1~Host: o~~
            broken percent in the query          | 400 | GET /api/v1/concerts?page=%zz HTTP/1.1~Host: o~~
            braces in the path                   | 400 | GET /api/v1/concerts/{a} HTTP/1.1~Host: o~~
            NUL in the path                      | 400 | GET /api/v1/^ HTTP/1.1~Host: o~~
            letter outside ASCII in the path     | 400 | GET /api/v1/\u00e9 HTTP/1.1~Host: o~~
            fragment in the target               | 400 | GET /api/v1/concerts#a HTTP/1.1~Host: o~~
            """;

    private static final String CHUNKED =
            "POST /api/v1/concerts HTTP/1.1~Host: o~Content-Type: application/json~Transfer-Encoding: chunked~~";

    private Framing() {}

    public static String bytes(String request) {
        return request.replace("POST!", CHUNKED)
                .replace("\\n", "\n")
                .replace("\\r", "\r")
                .replace("^", "\0")
                .replace("_", " ")
                .replace(">", "\t")
                .replace("~", "\r\n");
    }

    public static void assertRefused(String answer, int status) {
        assertThat(answer)
                .startsWith("HTTP/1.1 " + status + " ")
                .containsIgnoringCase("\r\ncontent-type: application/problem+json\r\n")
                .containsIgnoringCase("\r\nconnection: close\r\n")
                .contains("\"status\":" + status + ",")
                .containsPattern("\"code\":\"[A-Z_]+\"");
    }
}

package io.onsale.platform.web;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.nullValue;

import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.QuarkusTestProfile;
import io.quarkus.test.junit.TestProfile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Tests of the settings in docs/security.md for a front end on another origin, behind a proxy that ends TLS. */
@QuarkusTest
@TestProfile(FrontEndTest.OnAnotherOrigin.class)
class FrontEndTest {
    private static final String CONCERT = "/api/v1/queue/concerts/01990000-0000-7000-8000-000000000001";

    private static final String HEADERS = "Authorization,Content-Type,Idempotency-Key,If-None-Match,Proof-Of-Work";
    private static final String EXPOSED = "ETag,Retry-After,RateLimit-Limit,RateLimit-Remaining,RateLimit-Reset";

    public static final class OnAnotherOrigin implements QuarkusTestProfile {
        @Override
        public Map<String, String> getConfigOverrides() {
            return Map.of(
                    "quarkus.http.cors.enabled", "true",
                    "quarkus.http.cors.origins", "https://shop.example",
                    "quarkus.http.cors.methods", "GET,POST,DELETE",
                    "quarkus.http.cors.headers", HEADERS,
                    "quarkus.http.cors.exposed-headers", EXPOSED,
                    "quarkus.http.cors.access-control-max-age", "1H",
                    "quarkus.http.cors.access-control-allow-credentials", "false",
                    "quarkus.http.proxy.proxy-address-forwarding", "true",
                    "quarkus.http.proxy.trusted-proxies", "127.0.0.1");
        }
    }

    @Test
    void givenItsOrigin_itMayCallAndReadTheAnswer() {
        given().header("Origin", "https://shop.example")
                .header("Access-Control-Request-Method", "POST")
                .header("Access-Control-Request-Headers", "authorization,idempotency-key")
                .options(CONCERT)
                .then()
                .statusCode(200)
                .header("Access-Control-Allow-Origin", "https://shop.example")
                .header("Access-Control-Allow-Methods", equalTo("GET,POST,DELETE"))
                .header("X-Content-Type-Options", "nosniff");
        given().header("Origin", "https://shop.example")
                .get(CONCERT)
                .then()
                .statusCode(401)
                .header("Access-Control-Allow-Origin", "https://shop.example")
                .header("Access-Control-Allow-Credentials", equalTo("false"))
                .header("Access-Control-Expose-Headers", equalTo(EXPOSED));
    }

    @Test
    void givenTheDocument_itSaysTheSame() throws IOException {
        assertThat(Files.readString(Path.of("docs/security.md"))).contains('`' + HEADERS + '`', '`' + EXPOSED + '`');
    }

    @Test
    void givenAnyOtherOrigin_itMayNot() {
        var answer = given().header("Origin", "https://evil.example").get(CONCERT);
        assertThat(answer.statusCode()).isEqualTo(403);
        assertThat(answer.headers().asList())
                .noneMatch(header -> header.getName().toLowerCase(Locale.ROOT).equals("access-control-allow-origin"));
    }

    @Test
    void givenHttpsUpToTheProxy_browsersStayWithHttps() {
        given().header("X-Forwarded-Proto", "https")
                .get("/api/v1/concerts")
                .then()
                .header("Strict-Transport-Security", "max-age=31536000");
        given().get("/api/v1/concerts").then().header("Strict-Transport-Security", nullValue());
    }
}

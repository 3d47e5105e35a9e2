package io.onsale.platform.web;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.nullValue;

import io.onsale.ExpectedFailures;
import io.onsale.Warnings;
import io.onsale.kernel.Caller;
import io.onsale.user.adapter.out.persistence.PanachePointQueries;
import io.onsale.user.domain.Balance;
import io.onsale.user.domain.UserId;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusMock;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import io.restassured.response.ValidatableResponse;
import io.vertx.ext.web.Router;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import java.io.IOException;
import java.net.URI;
import java.util.Locale;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@QuarkusTest
class SecurityHeadersTest {
    private static final String CONCERT = "01990000-0000-7000-8000-000000000001";
    private static final String NOTHING = "default-src 'none'; frame-ancestors 'none'";

    @TestHTTPResource
    URI server;

    @Inject
    PanachePointQueries points;

    /** A route with a bug, which no resource serves. */
    @ApplicationScoped
    static class Broken {
        void route(@Observes Router router) {
            router.route("/api/broken/:id").order(0).handler(context -> {
                throw new IllegalStateException("broken");
            });
        }
    }

    @ParameterizedTest
    @CsvSource({
        "GET, /api/v1/queue/concerts/" + CONCERT + ", 401",
        "GET, /api/v1/users/" + CONCERT + "/points, 404",
        "GET, /api/v1/users/x/points, 400",
        "POST, /api/v1/users, 201",
        "POST, /api/v1/concerts, 400",
        "PATCH, /api/v1/concerts, 405",
        "GET, /api/v1/nothing, 404",
        "GET, /api/v1/admin/invariants, 200"
    })
    void givenAnyAnswerOfTheApi_itIsNeitherStoredNorRun(String method, String path, int status) {
        assertProtected(given().contentType("application/json").request(method, path))
                .statusCode(status)
                .header("Content-Security-Policy", NOTHING)
                .header("Cache-Control", "no-store");
    }

    @ParameterizedTest
    @ValueSource(strings = {"/", "/nothing", "/q/nothing", "/q/dev-ui", "/q/health", "/q/metrics", "/q/openapi"})
    void givenAnythingElse_itIsNotRun(String path) {
        assertProtected(given().get(path)).header("Content-Security-Policy", NOTHING);
    }

    @Test
    void givenPublicRead_itMayBeKeptAndAskedForAgain() {
        // Given
        Response first = given().get("/api/v1/concerts");
        // When
        Response again = given().header("If-None-Match", first.header("ETag")).get("/api/v1/concerts");
        // Then
        for (Response answer : new Response[] {first, again}) {
            assertProtected(answer);
            assertThat(answer.headers().getValues("Cache-Control")).containsExactly("public, no-cache");
        }
        assertThat(again.statusCode()).isEqualTo(304);
    }

    @Test
    void givenSwaggerUi_itMayRunItsOwnScriptsButInNoFrame() {
        assertProtected(given().get("/q/swagger-ui/"))
                .statusCode(200)
                .header("Content-Security-Policy", containsString("script-src 'self' 'unsafe-inline'"))
                .header("Content-Security-Policy", containsString("frame-ancestors 'none'"));
    }

    @Test
    void givenPlainHttp_nothingIsSaidOfHttps() {
        given().get("/api/v1/concerts").then().header("Strict-Transport-Security", nullValue());
    }

    @ParameterizedTest
    @ValueSource(strings = {"OPTIONS", "GET", "POST"})
    void givenOtherOrigin_itIsAllowedNothing(String method) {
        // When
        Response answer = given().header("Origin", "https://shop.example")
                .header("Access-Control-Request-Method", "POST")
                .header("Access-Control-Request-Headers", "authorization")
                .request(method, "/api/v1/concerts");
        // Then
        assertThat(answer.headers().asList())
                .noneMatch(header -> header.getName().toLowerCase(Locale.ROOT).startsWith("access-control-"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "GET /api/v1/concerts HTTP/1.1",
                "GET /nothing HTTP/1.1",
                "GET * HTTP/1.1",
                "GET /%zz HTTP/1.1",
                "HELLO",
                "GET /api/v1/concerts HTTP/1.1\r\nContent-Length: x",
                "GET /api/broken/1 HTTP/1.1"
            })
    void givenAnyRequest_noAnswerSaysWhatAnswersIt(String head) throws IOException {
        // When
        String answer;
        try (var quiet = new ExpectedFailures(HttpEdge.class)) {
            answer = RawHttp.exchange(server, head + "\r\nHost: onsale\r\nConnection: close\r\n\r\n");
        }
        // Then
        assertThat(answer).startsWith("HTTP/1.").doesNotContainIgnoringCase("quarkus", "vert.x", "netty");
        assertThat(Stream.of(answer.split("\r\n")).map(line -> line.toLowerCase(Locale.ROOT)))
                .noneMatch(line -> line.startsWith("server:") || line.startsWith("x-powered-by:"));
    }

    @Test
    void givenFailureOutsideOfAllResources_itIsAProblem_andTheLogNamesNobody() {
        try (var warnings = new Warnings(HttpEdge.class)) {
            assertProtected(given().get("/api/broken/" + CONCERT))
                    .statusCode(500)
                    .contentType("application/problem+json")
                    .body("code", equalTo("INTERNAL_ERROR"));
            assertThat(warnings.lines())
                    .containsExactly(HttpEdge.class.getName() + ": Unexpected failure of GET /api/broken/{id}");
        }
    }

    @Test
    void givenFailureOfAResource_itIsAProblem_andTheLogNamesNobody() {
        // Given
        QuarkusMock.installMockForInstance(
                new PanachePointQueries(null) {
                    @Override
                    public Balance balance(Caller caller, UserId userId) {
                        throw new IllegalStateException("broken");
                    }
                },
                points);
        try (var warnings = new Warnings(ProblemMapper.class)) {
            // When
            assertProtected(given().get("/api/v1/users/" + CONCERT + "/points"))
                    // Then
                    .statusCode(500)
                    .header("Cache-Control", "no-store")
                    .body("code", equalTo("INTERNAL_ERROR"));
            assertThat(warnings.lines())
                    .containsExactly(
                            ProblemMapper.class.getName() + ": Unexpected failure of GET /api/v1/users/{id}/points");
        }
    }

    private static ValidatableResponse assertProtected(Response answer) {
        return answer.then().header("X-Content-Type-Options", "nosniff").header("Referrer-Policy", "no-referrer");
    }
}

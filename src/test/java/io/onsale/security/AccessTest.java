package io.onsale.security;

import static io.restassured.RestAssured.given;
import static java.util.stream.Collectors.joining;
import static java.util.stream.Collectors.toCollection;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.DynamicContainer.dynamicContainer;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import io.onsale.booking.BookingApi;
import io.onsale.booking.BookingApi.Buyer;
import io.onsale.booking.BookingApi.Show;
import io.onsale.booking.Database;
import io.onsale.security.Route.Call;
import io.onsale.security.Route.Door;
import io.onsale.security.Route.World;
import io.quarkus.resteasy.reactive.server.runtime.ResteasyReactiveRecorder;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.restassured.response.Response;
import io.restassured.specification.RequestSpecification;
import io.vertx.ext.web.Router;
import jakarta.inject.Inject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jboss.resteasy.reactive.server.mapping.RuntimeResource;
import org.jboss.resteasy.reactive.server.util.RuntimeResourceVisitor;
import org.junit.jupiter.api.DynamicContainer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/**
 * Tests of every route of the running application with every kind of credential. The routes are listed here with who
 * may use them. A route that is in the router or in the OpenAPI document and not in the list fails, so that none is
 * opened unseen.
 */
@QuarkusTest
@TestProfile(WithUserTokens.class)
class AccessTest {
    private static final Path DOCUMENT = Path.of("docs/access.md");
    /** The routes beside the API; the last but one belongs to another test. */
    private static final Set<String> BESIDE_THE_API = Set.of("/", "/api/", "/api/broken/:id", "/q/");

    private static final String API = "/api/v1";

    private final BookingApi api = new BookingApi(new UserTokens());

    @Inject
    Router router;

    @Inject
    Database database;

    private static final Instant DAY = Instant.now().plus(Duration.ofDays(60));
    private static final Map<String, Object> CONCERT = Map.of("title", "Door", "artist", "Lock");
    private static final Map<String, Object> DATE =
            Map.of("date", DAY.toString(), "deadline", DAY.minusSeconds(60).toString());
    private static final Map<String, Object> QUEUE =
            Map.of("maxActive", 500, "claimSeconds", 20, "activeSeconds", 300, "paused", false);
    private static final Map<String, Object> DEMO =
            Map.of("concerts", 0, "datesPerConcert", 1, "seatsPerDate", 1, "richUsers", 1, "poorUsers", 0);

    static List<Route> routes() {
        return List.of(
                route("POST", "/concerts", Door.ADMIN, world -> call("/concerts", CONCERT)),
                route("GET", "/concerts", Door.ANYBODY, world -> call("/concerts")),
                route("GET", "/concerts/{concertId}", Door.ANYBODY, world -> call("/concerts/" + world.concert())),
                route("GET", "/concerts/{concertId}/dates", Door.ANYBODY, world -> call(dates(world))),
                route("POST", "/concerts/{concertId}/dates", Door.ADMIN, world -> call(dates(world), DATE)),
                route(
                        "GET",
                        "/concerts/{concertId}/dates/{concertDateId}/seats",
                        Door.ANYBODY,
                        world -> call(dates(world) + "/" + world.date() + "/seats")),
                route("GET", "/concerts/rankings/sold-out", Door.ANYBODY, world -> call("/concerts/rankings/sold-out")),
                route("POST", "/users", Door.USER, world -> call("/users")),
                route("GET", "/users/{userId}/points", Door.USER, world -> own(world, "/points")),
                route(
                        "POST",
                        "/users/{userId}/points",
                        Door.PAYMENTS,
                        world -> own(world, "/points", Map.of("point", 1, "reference", UUID.randomUUID()))),
                route("GET", "/users/{userId}/points/history", Door.USER, world -> own(world, "/points/history")),
                route("GET", "/users/{userId}/reservations", Door.USER, world -> own(world, "/reservations")),
                route(
                        "POST",
                        "/queue/concerts/{concertId}/users/{userId}",
                        Door.USER,
                        world -> new Call(
                                queue(world) + "/users/" + world.buyer().user(),
                                null,
                                world.buyer().user())),
                route(
                        "GET",
                        "/queue/concerts/{concertId}/users/{userId}/challenge",
                        Door.USER,
                        world -> new Call(
                                queue(world) + "/users/" + world.buyer().user() + "/challenge",
                                null,
                                world.buyer().user())),
                route("GET", "/queue/concerts/{concertId}", Door.TURN, world -> call(queue(world))),
                route("DELETE", "/queue/concerts/{concertId}", Door.TURN, world -> call(queue(world))),
                route(
                        "POST",
                        "/reservations/seats/{seatId}",
                        Door.TURN,
                        world -> call("/reservations/seats/" + world.seat(), order(world))),
                route(
                        "POST",
                        "/reservations",
                        Door.TURN,
                        world -> call(
                                "/reservations",
                                Map.of(
                                        "concertId",
                                        world.concert(),
                                        "concertDateId",
                                        world.date(),
                                        "seatIds",
                                        List.of(world.seat())))),
                route(
                        "GET",
                        "/reservations/{reservationId}",
                        Door.OWNER,
                        world -> call("/reservations/" + world.held())),
                route(
                        "DELETE",
                        "/reservations/{reservationId}",
                        Door.OWNER,
                        world -> call("/reservations/" + world.held())),
                route("POST", "/payments/{reservationId}", Door.OWNER, world -> call("/payments/" + world.held())),
                route("GET", "/admin/concerts/{concertId}/queue", Door.ADMIN, world -> call(admin(world))),
                route("PUT", "/admin/concerts/{concertId}/queue", Door.ADMIN, world -> call(admin(world), QUEUE)),
                route("GET", "/admin/invariants", Door.ADMIN, world -> call("/admin/invariants")),
                route("GET", "/admin/audit-log", Door.ADMIN, world -> call("/admin/audit-log")),
                route("GET", "/admin/dead-letters", Door.ADMIN, world -> call("/admin/dead-letters")),
                route("GET", "/admin/dead-letters/{deadLetterId}", Door.ADMIN, world -> call(letter(world))),
                route("DELETE", "/admin/dead-letters/{deadLetterId}", Door.ADMIN, world -> call(letter(world))),
                route(
                        "POST",
                        "/admin/dead-letters/{deadLetterId}/replay",
                        Door.ADMIN,
                        world -> call(letter(world) + "/replay")),
                route(
                        "POST",
                        "/admin/dead-letters/replay",
                        Door.ADMIN,
                        world -> call("/admin/dead-letters/replay?topic=payment.failed")),
                route("POST", "/admin/demo-data", Door.ADMIN, world -> call("/admin/demo-data", DEMO)),
                route("GET", "/admin/yardsticks/empty", Door.ANYBODY, world -> call("/admin/yardsticks/empty")),
                route("GET", "/admin/yardsticks/redis", Door.ANYBODY, world -> call("/admin/yardsticks/redis")),
                route("GET", "/admin/yardsticks/bytes", Door.ANYBODY, world -> call("/admin/yardsticks/bytes")),
                outside(
                        "POST",
                        "/dev/tokens",
                        Door.ANYBODY,
                        Map.of("userId", UUID.randomUUID().toString())),
                outside("GET", "/stub/data-platform/events", Door.ANYBODY, null),
                outside("POST", "/stub/data-platform/events", Door.ANYBODY, Map.of()),
                outside("PUT", "/stub/data-platform/faults", Door.ANYBODY, Map.of("mode", "NONE")),
                outside("GET", "/unlisted", Door.NOBODY, null));
    }

    private static Route route(String method, String path, Door door, Function<World, Call> call) {
        return new Route(
                method,
                API + path,
                door,
                call.andThen(inner -> new Call(API + inner.path(), inner.body(), inner.user())));
    }

    private static Route outside(String method, String path, Door door, Object body) {
        return new Route(method, path, door, world -> new Call(path, body, null));
    }

    private static Call call(String path) {
        return new Call(path, null, null);
    }

    private static Call call(String path, Object body) {
        return new Call(path, body, null);
    }

    private static Call own(World world, String path) {
        return own(world, path, null);
    }

    private static Call own(World world, String path, Object body) {
        String user = world.buyer().user();
        return new Call("/users/" + user + path, body, user);
    }

    private static Object order(World world) {
        return Map.of("concertId", world.concert(), "concertDateId", world.date());
    }

    private static String dates(World world) {
        return "/concerts/" + world.concert() + "/dates";
    }

    private static String queue(World world) {
        return "/queue/concerts/" + world.concert();
    }

    private static String admin(World world) {
        return "/admin/concerts/" + world.concert() + "/queue";
    }

    private static String letter(World world) {
        return "/admin/dead-letters/" + world.deadLetter();
    }

    private World aWorld() {
        Show show = api.aShow();
        Show other = api.aShow();
        Buyer buyer = api.aBuyer(show, 100_000);
        Buyer gone = api.aBuyer(show, 0);
        api.call("DELETE", "/queue/concerts/" + show.concert(), gone.token(), null);
        return new World(
                show.concert(),
                show.date(),
                show.seats().get(1),
                buyer,
                api.aBuyer(show, 0),
                api.enter(other, buyer.user()).token(),
                gone.token(),
                api.reserved(show, buyer, show.seats().get(0)),
                database.aDeadLetter("compensation"));
    }

    @TestFactory
    Stream<DynamicContainer> eachRouteWithEachCredential() {
        return routes().stream().map(route -> {
            World world = aWorld();
            return dynamicContainer(
                    route.method() + " " + route.path(),
                    Stream.of(Credential.values())
                            .filter(credential -> route.expected(credential, world) != null)
                            .map(credential -> dynamicTest(
                                    credential + ": " + route.expected(credential, world),
                                    () -> check(route, credential, world))));
        });
    }

    private void check(Route route, Credential credential, World world) {
        // When
        Response answer = send(route, route.token(credential, world), world);
        // Then
        String expected = route.expected(credential, world);
        if (expected.equals("in")) {
            assertThat(answer.statusCode())
                    .as(answer.asString())
                    .isNotIn(401, 403)
                    .isLessThan(500);
            return;
        }
        assertThat(answer.statusCode() + " " + answer.jsonPath().getString("code"))
                .isEqualTo(expected);
        assertThat(answer.contentType()).isEqualTo("application/problem+json");
        if (answer.statusCode() == 401) {
            assertThat(answer.header("WWW-Authenticate")).isEqualTo("Bearer");
        }
    }

    private static Response send(Route route, String token, World world) {
        Call call = route.call().apply(world);
        RequestSpecification request = given();
        if (token != null) {
            request.header("Authorization", "Bearer " + token);
        }
        if (call.body() != null) {
            request.contentType("application/json").body(call.body());
        }
        return request.request(route.method(), call.path());
    }

    @Test
    void givenTheRouterAndTheOpenApiDocument_whenComparedWithTheList_thenEachRouteIsListed() {
        // Given
        Set<String> listed = routes().stream().map(AccessTest::name).collect(toCollection(TreeSet::new));
        // When
        Set<String> routed = routedByRest();
        Set<String> documented = documented();
        // Then
        assertThat(routed).isEqualTo(listed);
        assertThat(listed).containsAll(documented);
        assertThat(documented).hasSizeGreaterThan(25);
    }

    /** These are the routes that the framework serves beside the API. */
    @Test
    void givenTheRouter_whenLookedThrough_thenNothingElseIsServed() {
        // When
        Set<String> served = router.getRoutes().stream()
                .map(io.vertx.ext.web.Route::getPath)
                .filter(Objects::nonNull)
                .collect(toCollection(TreeSet::new));
        // Then
        assertThat(served).isEqualTo(new TreeSet<>(BESIDE_THE_API));
    }

    private static Set<String> routedByRest() {
        var found = new TreeSet<String>();
        RuntimeResourceVisitor.visitRuntimeResources(
                "", ResteasyReactiveRecorder.getCurrentDeployment().getClassMappers(), new RuntimeResourceVisitor() {
                    @Override
                    public void visitRuntimeResource(String method, String path, RuntimeResource resource) {
                        if (method != null) {
                            found.add(method + " " + path);
                        }
                    }
                });
        return found;
    }

    private static Set<String> documented() {
        Map<String, Map<String, Object>> paths =
                given().get("/q/openapi?format=json").jsonPath().getMap("paths");
        return paths.entrySet().stream()
                .flatMap(path -> path.getValue().keySet().stream()
                        .map(method -> method.toUpperCase(Locale.ROOT) + " " + path.getKey()))
                .collect(toCollection(TreeSet::new));
    }

    private static String name(Route route) {
        return route.method() + " " + route.path();
    }

    @Test
    void givenTheList_whenWrittenDown_thenItIsTheDocument() throws IOException {
        // When
        World world = aWorld();
        String table = Stream.concat(
                        Stream.of(row("route", credential -> credential.toString()), row("---", credential -> "---")),
                        routes().stream()
                                .filter(route -> route.door() != Door.NOBODY)
                                .map(route ->
                                        row("`" + name(route) + "`", credential -> cell(route, credential, world))))
                .collect(joining("\n"));
        // Then
        assertThat(Files.readString(DOCUMENT))
                .as("the table has changed; this is it now:\n%s\n", table)
                .contains(table);
    }

    private static String row(String first, Function<Credential, String> cell) {
        return Stream.concat(Stream.of(first), Stream.of(Credential.values()).map(cell))
                .collect(joining(" | ", "| ", " |"));
    }

    private static String cell(Route route, Credential credential, World world) {
        String expected = route.expected(credential, world);
        return expected == null ? "" : expected.split(" ")[0];
    }
}

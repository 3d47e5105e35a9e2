package io.onsale.benchmark;

import static io.hyperfoil.http.api.HttpMethod.GET;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.hyperfoil.http.api.HttpMethod;
import io.onsale.benchmark.HttpLoad.Request;
import io.onsale.benchmark.HttpLoad.Result;
import io.onsale.benchmark.Row.Ratio;
import io.onsale.booking.BookingApi;
import io.onsale.booking.BookingApi.Show;
import io.onsale.cluster.Instance;
import io.onsale.cluster.Servers;
import java.net.URI;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/** The test bench: the packaged service on servers of its own, the load on it, and the report. */
final class Bench implements AutoCloseable {
    static final int RUNS = Integer.getInteger("onsale.benchmark.runs", 3);
    /** The time for the compilers, before the first run of each row. */
    static final Duration WARM_UP = Duration.ofSeconds(Integer.getInteger("onsale.benchmark.warm-up", 60));
    /** The time for connections and caches, in each run. */
    static final Duration RAMP = Duration.ofSeconds(1);

    static final Duration MEASURED = Duration.ofSeconds(Integer.getInteger("onsale.benchmark.seconds", 6));
    /** Enough to keep the service busy. */
    static final int CLIENTS = 64;

    /**
     * The options of an instance on the JVM. On two processors the default collector takes a twentieth of them for its work beside the
     * service.
     */
    private static final String JAVA_OPTIONS = "-Xmx512m -XX:+UseParallelGC";

    private static final Duration PATIENCE = Duration.ofMinutes(5);

    static final String API = "/api/v1";
    /** As many as the service makes at once. */
    private static final int USERS_AT_ONCE = 100_000;

    private static final String YARDSTICKS = API + "/admin/yardsticks/";
    static final String EMPTY = YARDSTICKS + "empty";

    private final Servers servers = Servers.start("benchmark");
    private final Instance instance;
    private final BookingApi api;
    private final HttpLoad load;
    private final Report report = new Report();

    Bench() {
        instance = another("benchmark", Map.of()).awaitReady();
        api = new BookingApi(instance.url());
        load = new HttpLoad(URI.create(instance.url()), RAMP, MEASURED);
    }

    private Map<String, String> settings() {
        var settings = new HashMap<>(servers.settings());
        // The stub would be one more load on the measured instance.
        settings.put("onsale.data-platform.enabled", "false");
        // A few users send the requests of a whole crowd.
        settings.put("onsale.rate-limits.enabled", "false");
        return settings;
    }

    Servers servers() {
        return servers;
    }

    Instance instance() {
        return instance;
    }

    BookingApi api() {
        return api;
    }

    HttpLoad load() {
        return load;
    }

    Report report() {
        return report;
    }

    /** One more instance to be measured on the same servers, with settings of its own. */
    Instance another(String name, Map<String, String> more) {
        // This variable outdoes the command line.
        var options = Map.of("_JAVA_OPTIONS", System.getProperty("onsale.benchmark.java-options", JAVA_OPTIONS));
        var settings = settings();
        settings.putAll(more);
        return new Instance(name, settings, options, null);
    }

    /** One more instance on the same servers. */
    Instance another(String name) {
        return new Instance(name, settings());
    }

    Connection database() throws SQLException {
        return DriverManager.getConnection(databaseUrl() + "?rewriteBatchedStatements=true", "root", "");
    }

    String databaseUrl() {
        return servers.settings().get("quarkus.datasource.jdbc.url");
    }

    String redisUrl() {
        return servers.settings().get("quarkus.redis.hosts");
    }

    Ratio compare(Ratio row, Callable<Double> measured, Callable<Double> limit) throws Exception {
        return compare(row, measured, measured, limit);
    }

    /**
     * Measures both in turn, so that changes of the machine affect both.
     *
     * @param warmUp for the compilers, before the first run
     */
    Ratio compare(Ratio row, Callable<Double> warmUp, Callable<Double> measured, Callable<Double> limit)
            throws Exception {
        report.begin(row.what());
        warmUp(WARM_UP, warmUp);
        limit.call();
        for (int run = 1; run <= RUNS; run++) {
            row.measured().add(measured.call());
            row.limit().add(limit.call());
            report.run(
                    run,
                    "%.0f/s, %.0f/s, %.2f"
                            .formatted(
                                    row.measured().get(run - 1),
                                    row.limit().get(run - 1),
                                    row.ratios().get(run - 1)));
        }
        report.add(row);
        return row;
    }

    /** Returns the result of the last run. */
    double warmUp(Duration least, Callable<Double> run) throws Exception {
        long end = System.nanoTime() + least.toNanos();
        double perSecond;
        do {
            perSecond = run.call();
            report.warmUp("%.0f/s".formatted(perSecond));
        } while (System.nanoTime() < end);
        return perSecond;
    }

    /** Requests per second, in a closed loop whose every answer is as expected. */
    double rate(HttpMethod method, int expected, Supplier<Request> requests) {
        return rate(load, CLIENTS, method, expected, requests);
    }

    static double rate(HttpLoad load, int clients, HttpMethod method, int expected, Supplier<Request> requests) {
        return all(expected, load.closed(method, clients, requests)).perSecond();
    }

    /** The result, after a check that each request has the expected answer. */
    static Result all(int expected, Result result) {
        assertThat(result.statuses()).as("%s", result).containsOnlyKeys(expected);
        assertThat(result.lost()).isZero();
        return result;
    }

    /** Runs the task on a thread of its own. */
    static <T> CompletableFuture<T> meanwhile(Supplier<T> task) {
        return CompletableFuture.supplyAsync(task, run -> new Thread(run, "meanwhile").start());
    }

    double emptyAnswer() {
        return rate(GET, 200, always(EMPTY));
    }

    double redisCommand() {
        return rate(GET, 200, always(YARDSTICKS + "redis"));
    }

    double bytes(int count) {
        return rate(GET, 200, always(YARDSTICKS + "bytes?count=" + count));
    }

    static Supplier<Request> always(String path) {
        var request = new Request(path);
        return () -> request;
    }

    static <T> Supplier<T> inTurn(List<T> all) {
        var next = new AtomicInteger();
        return () -> all.get(Math.floorMod(next.getAndIncrement(), all.size()));
    }

    static String seatList(Show show) {
        return "/concerts/" + show.concert() + "/dates/" + show.date() + "/seats";
    }

    /** Room for everybody, or for nobody. */
    void admit(String concert, boolean everybody) {
        var settings = Map.of("maxActive", 100_000, "claimSeconds", 300, "activeSeconds", 3_600, "paused", !everybody);
        assertThat(api.call("PUT", "/admin/concerts/" + concert + "/queue", null, settings)
                        .status())
                .isEqualTo(200);
    }

    /** The ids of new users, each with 1,000,000 points. */
    List<String> users(int count) {
        var users = new ArrayList<String>(count);
        while (users.size() < count) {
            int order = Math.min(count - users.size(), USERS_AT_ONCE);
            stream(made(0, 1, 1, order).path("richUserIds"))
                    .map(JsonNode::asText)
                    .forEach(users::add);
        }
        return users;
    }

    /** New concerts on sale, with one date each and seats of 10,000. */
    List<Show> shows(int concerts, int seats) {
        return shows(concerts, 1, seats);
    }

    /** As above, with the dates of a concert one after the other. */
    List<Show> shows(int concerts, int dates, int seats) {
        return stream(made(concerts, dates, seats, 0).path("concerts"))
                .flatMap(concert -> stream(concert.path("dates"))
                        .map(date -> api.seatsOf(
                                concert.path("concertId").asText(),
                                date.path("concertDateId").asText())))
                .toList();
    }

    private static Stream<JsonNode> stream(JsonNode array) {
        return StreamSupport.stream(array.spliterator(), false);
    }

    private JsonNode made(int concerts, int dates, int seats, int users) {
        var order = Map.of(
                "concerts",
                concerts,
                "datesPerConcert",
                dates,
                "seatsPerDate",
                seats,
                "richUsers",
                users,
                "poorUsers",
                0);
        var answer = api.call("POST", "/admin/demo-data", null, order);
        assertThat(answer.status()).isEqualTo(201);
        return answer.body();
    }

    /** Begins when all events are sent and processed by all consumers. */
    <T> T settled(Callable<T> measurement) throws Exception {
        awaitRelayed();
        await().atMost(PATIENCE).pollInterval(Duration.ofMillis(200)).until(servers::isConsumed);
        return measurement.call();
    }

    /** Waits until the outbox is empty. */
    void awaitRelayed() throws SQLException {
        try (Connection connection = database()) {
            await().atMost(PATIENCE).pollInterval(Duration.ofMillis(5)).until(() -> isRelayed(connection));
        }
    }

    private static boolean isRelayed(Connection connection) throws SQLException {
        try (ResultSet first = connection.createStatement().executeQuery("SELECT 1 FROM outbox LIMIT 1")) {
            return !first.next();
        }
    }

    @Override
    public void close() {
        instance.close();
        servers.close();
    }
}

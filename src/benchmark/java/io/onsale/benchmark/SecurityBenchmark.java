package io.onsale.benchmark;

import static io.hyperfoil.http.api.HttpMethod.GET;
import static io.hyperfoil.http.api.HttpMethod.POST;
import static io.onsale.benchmark.Bench.API;

import io.hyperfoil.http.api.HttpMethod;
import io.onsale.benchmark.HttpLoad.Request;
import io.onsale.benchmark.Row.Ratio;
import io.onsale.booking.BookingApi.Show;
import io.onsale.cluster.Instance;
import io.onsale.security.RsaKeys;
import io.smallrye.jwt.build.Jwt;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPair;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/**
 * The benchmark of security: an instance that verifies user tokens and counts rates, beside one that does neither. Clients are honest, so
 * many that none asks sooner than told; and all have one address, which is exempt.
 */
final class SecurityBenchmark {
    private static final int POLLING = 150_000;
    /** Enough users to enter repeatedly, none within the two seconds in which a second entry would count. */
    private static final int ENTERING = 60_000;

    private static final String ISSUER = "benchmark";
    private static final String AUDIENCE = "onsale";

    private final Bench bench;
    private final KeyPair keys = RsaKeys.generate();

    SecurityBenchmark(Bench bench) {
        this.bench = bench;
    }

    void run() throws Exception {
        bench.report().begin("user tokens and limits");
        List<String> users = bench.users(POLLING);
        try (Instance secured = bench.another("benchmark-secured", settings()).awaitReady();
                var crowd = new Crowd(bench.redisUrl())) {
            HttpLoad load = bench.load().of(URI.create(secured.url()));
            Show show = bench.api().aShow();
            bench.admit(show.concert(), false);
            List<Request> polls = polls(show, users);
            bench.compare(
                    new Ratio("poll, with limits", "an empty JSON answer", 0.85),
                    () -> rate(load, GET, 200, Bench.inTurn(polls)),
                    () -> rate(load, GET, 200, Bench.always(Bench.EMPTY)));

            var line = new WaitingLine(bench, crowd, bench.api().aShow(), users.subList(0, ENTERING), 1_000);
            List<Request> bare = line.newcomers();
            List<Request> proved =
                    bare.parallelStream().map(this::withUserToken).toList();
            bench.compare(
                    new Ratio("enter, with user token and limits", "entering without", Double.NaN),
                    () -> rate(load, POST, 201, Bench.inTurn(proved)),
                    () -> bench.rate(POST, 201, Bench.inTurn(bare)));
        }
    }

    private static double rate(HttpLoad load, HttpMethod method, int expected, Supplier<Request> requests) {
        return Bench.rate(load, Bench.CLIENTS, method, expected, requests);
    }

    private List<Request> polls(Show show, List<String> users) {
        String path = API + "/queue/concerts/" + show.concert();
        return users.parallelStream()
                .map(user -> new Request(path, bench.api().enter(show, user).token(), null))
                .toList();
    }

    private Request withUserToken(Request entry) {
        String user = entry.path().substring(entry.path().lastIndexOf('/') + 1);
        String token = Jwt.subject(user)
                .groups("user")
                .issuer(ISSUER)
                .audience(AUDIENCE)
                .expiresIn(Duration.ofHours(2))
                .sign(keys.getPrivate());
        return new Request(entry.path(), token, null);
    }

    private Map<String, String> settings() throws IOException {
        Path key = Files.createDirectories(Path.of("target", "benchmark")).resolve("user-tokens.pem");
        Files.writeString(key, RsaKeys.pem("PUBLIC", keys.getPublic()));
        var settings = new HashMap<String, String>();
        settings.put("onsale.security.user-auth", "jwt");
        settings.put("mp.jwt.verify.publickey.location", key.toUri().toString());
        settings.put("mp.jwt.verify.issuer", ISSUER);
        settings.put("mp.jwt.verify.audiences", AUDIENCE);
        settings.put("onsale.rate-limits.enabled", "true");
        return settings;
    }
}

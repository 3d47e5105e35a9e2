package io.onsale.platform.identity;

import io.quarkus.runtime.LaunchMode;
import io.quarkus.runtime.Startup;
import io.quarkus.runtime.configuration.ConfigUtils;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.interceptor.Interceptor;
import java.net.URI;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.eclipse.microprofile.config.Config;
import org.jboss.logging.Logger;

/**
 * The check for settings that are only fit for development: publicly known secrets, and connections that others on the network can read or
 * change. In production each of them stops the start, which names it (ADR 45).
 */
@Startup(Interceptor.Priority.PLATFORM_BEFORE - 2) // before any job, and before the wait for the schema
@ApplicationScoped
public class ProductionSettings {
    private static final Logger LOG = Logger.getLogger(ProductionSettings.class);
    private static final String DEMO = "demo";
    private static final String SERVES = "quarkus.http.host-enabled";

    private static final String KEYS = "onsale.queue.token.keys.";
    /** The key of the profile demo, which is published in the package. */
    private static final String PUBLISHED_KEY = "no secret at all, but of the length of one";

    /** The password of the servers of docker-compose.yml. */
    private static final String DEFAULT_PASSWORD = "onsale";

    private static final List<String> PASSWORDS =
            List.of("quarkus.datasource.password", "quarkus.liquibase.password", "quarkus.redis.password");
    private static final String JAAS = "kafka.sasl.jaas.config";

    private static final List<String> KEY_LOCATIONS =
            List.of("mp.jwt.verify.publickey.location", "smallrye.jwt.verify.key.location");
    private static final List<String> ALGORITHMS =
            List.of("mp.jwt.verify.publickey.algorithm", "smallrye.jwt.verify.algorithm");
    private static final String SECRET_KEY = "smallrye.jwt.verify.secretkey";

    private static final String DATABASE = "quarkus.datasource.jdbc.url";
    private static final String REDIS = "quarkus.redis.hosts";
    private static final String KAFKA = "kafka.bootstrap.servers";
    private static final Pattern DATABASE_TLS =
            Pattern.compile("(?i)[?&]sslMode=(REQUIRED|VERIFY_CA|VERIFY_IDENTITY)(&|$)");

    /** {@code password="onsale"}, {@code ?password=onsale}, {@code //user:onsale@host} */
    private static final Pattern PASSWORD_WITHIN =
            Pattern.compile("(?i)password=\"?%1$s(?![\\w-])|//[^/@]*:%1$s@".formatted(DEFAULT_PASSWORD));

    private final SecurityConfig security;
    private final Config config;

    @Inject
    public ProductionSettings(SecurityConfig security, Config config) {
        this(security, config, LaunchMode.current(), ConfigUtils.getProfiles());
    }

    ProductionSettings(SecurityConfig security, Config config, LaunchMode launchMode, List<String> profiles) {
        this.security = security;
        this.config = config;
        boolean serves = config.getOptionalValue(SERVES, Boolean.class).orElse(true);
        if (launchMode == LaunchMode.NORMAL && !profiles.contains(DEMO) && serves) {
            requireSecrets();
            requireKeysOfTheProvider();
            requireTls();
        }
    }

    private void requireSecrets() {
        for (String name : config.getPropertyNames()) {
            // Also in the spelling of the environment.
            if (name.toLowerCase(Locale.ROOT).replace('_', '.').startsWith(KEYS) && has(name, PUBLISHED_KEY)) {
                throw new IllegalStateException(
                        name
                                + " is the key of the demo profile, by which anybody can sign queue tokens: make one of your own.");
            }
        }
        for (String name : PASSWORDS) {
            if (has(name, DEFAULT_PASSWORD)) {
                throw new IllegalStateException(name + " is '" + DEFAULT_PASSWORD
                        + "', the password of the development servers, which everybody knows: set another.");
            }
        }
        for (String name : List.of(DATABASE, REDIS, JAAS)) {
            if (text(name)
                    .filter(value -> PASSWORD_WITHIN.matcher(value).find())
                    .isPresent()) {
                throw new IllegalStateException(name + " has the password '" + DEFAULT_PASSWORD
                        + "', that of the development servers, which everybody knows: set another.");
            }
        }
    }

    private void requireKeysOfTheProvider() {
        for (String name : KEY_LOCATIONS) {
            text(name)
                    .filter(location -> location.toLowerCase(Locale.ROOT).startsWith("http://"))
                    .filter(location -> !isLocal(URI.create(location.trim()).getHost()))
                    .ifPresent(location -> {
                        throw new IllegalStateException(
                                name
                                        + " is fetched by http://, so that whoever is on the way could give keys of their own: use https://.");
                    });
        }
        boolean symmetric = text(SECRET_KEY).isPresent()
                || ALGORITHMS.stream()
                        .flatMap(name -> text(name).stream())
                        .flatMap(names -> Stream.of(names.split(",")))
                        .anyMatch(algorithm ->
                                algorithm.trim().toUpperCase(Locale.ROOT).startsWith("HS"));
        if (symmetric && !security.allowSymmetricUserTokens()) {
            throw new IllegalStateException(
                    "User tokens of a symmetric algorithm (HS256) can be made by whoever can verify them: use RS256 or ES256,"
                            + " or say onsale.security.allow-symmetric-user-tokens=true as well.");
        }
    }

    private void requireTls() {
        List<String> inTheClear = Stream.of(
                        text(DATABASE)
                                .filter(url -> !isLocalDatabase(url))
                                .filter(url -> !DATABASE_TLS.matcher(url).find())
                                .map(url -> DATABASE + " (sslMode=VERIFY_IDENTITY)"),
                        text(REDIS)
                                .filter(hosts -> Stream.of(hosts.split(","))
                                        .anyMatch(host -> !isEncryptedOrLocalRedis(host.trim())))
                                .map(hosts -> REDIS + " (rediss://)"),
                        text(KAFKA)
                                .filter(servers -> !isLocalKafka(servers))
                                .filter(servers -> text("kafka.security.protocol")
                                        .filter(protocol -> protocol.trim()
                                                .toUpperCase(Locale.ROOT)
                                                .endsWith("SSL"))
                                        .isEmpty())
                                .map(servers -> "kafka.security.protocol (SASL_SSL or SSL)"))
                .flatMap(Optional::stream)
                .toList();
        if (inTheClear.isEmpty()) {
            return;
        }
        if (!security.allowPlaintextServers()) {
            throw new IllegalStateException(
                    "Without TLS whoever is on the network reads and changes what goes to the servers: set "
                            + String.join(", ", inTheClear) + ", or say onsale.security.allow-plaintext-servers=true.");
        }
        LOG.warnf("Connections without TLS are allowed: %s", String.join(", ", inTheClear));
    }

    private static boolean isLocalDatabase(String url) {
        String hosts = url.replaceFirst("^[^/]*//", "").replaceFirst("[/?].*$", "");
        return Stream.of(hosts.split(",")).allMatch(host -> isLocal(withoutPort(host)));
    }

    private static boolean isEncryptedOrLocalRedis(String host) {
        return host.startsWith("rediss://")
                || host.startsWith("unix://")
                || host.startsWith("redis://") && isLocal(URI.create(host).getHost());
    }

    private static boolean isLocalKafka(String servers) {
        return Stream.of(servers.split(","))
                .allMatch(server -> isLocal(withoutPort(server.replaceFirst("^.*://", ""))));
    }

    private static String withoutPort(String hostAndPort) {
        return hostAndPort.trim().replaceFirst(":\\d+$", "");
    }

    private static boolean isLocal(String host) {
        return host != null
                && (host.equals("localhost")
                        || host.matches("127(\\.\\d{1,3}){3}")
                        || host.equals("[::1]")
                        || host.equals("::1"));
    }

    private boolean has(String name, String value) {
        return text(name).filter(value::equals).isPresent();
    }

    private Optional<String> text(String name) {
        return config.getOptionalValue(name, String.class);
    }
}

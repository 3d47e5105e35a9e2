package io.onsale.embedded;

import static java.util.function.Function.identity;
import static java.util.stream.Collectors.toMap;

import io.quarkus.bootstrap.model.ApplicationModel;
import io.quarkus.deployment.IsDevServicesSupportedByLaunchMode;
import io.quarkus.deployment.annotations.BuildStep;
import io.quarkus.deployment.annotations.BuildSteps;
import io.quarkus.deployment.builditem.DevServicesResultBuildItem;
import io.quarkus.deployment.builditem.LaunchModeBuildItem;
import io.quarkus.deployment.pkg.builditem.CurateOutcomeBuildItem;
import io.quarkus.deployment.pkg.builditem.OutputTargetBuildItem;
import io.quarkus.maven.dependency.ResolvedDependency;
import java.io.File;
import java.nio.file.Path;
import java.util.Set;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.eclipse.microprofile.config.ConfigProvider;
import org.jboss.logging.Logger;

/**
 * The Quarkus Dev Service that gives dev mode and tests the {@link EmbeddedServers}: kept over live reloads, stopped with the JVM. Quarkus
 * finds this class through {@code META-INF/quarkus-build-steps.list}.
 */
@BuildSteps(onlyIf = {IsDevServicesSupportedByLaunchMode.class, EmbeddedDevService.Wanted.class})
public class EmbeddedDevService {

    private static final Set<String> SETTINGS =
            Set.of("quarkus.datasource.jdbc.url", "quarkus.redis.hosts", "kafka.bootstrap.servers");

    @BuildStep
    DevServicesResultBuildItem servers(
            CurateOutcomeBuildItem application, OutputTargetBuildItem target, LaunchModeBuildItem mode) {
        String classpath = classpath(application.getApplicationModel());
        // dev mode and tests may run at the same time
        Path directory = target.getOutputDirectory()
                .resolve("embedded")
                .resolve(mode.getLaunchMode().getDefaultProfile());
        return DevServicesResultBuildItem.owned()
                .feature("embedded-servers")
                .description("MariaDB, Redis and three Kafka brokers as local processes")
                .serviceName("embedded-servers")
                .serviceConfig(classpath)
                .startable(() -> new EmbeddedServers(classpath, directory))
                .postStartHook(servers -> Logger.getLogger(EmbeddedDevService.class)
                        .infof("Embedded servers: %s", servers.getConnectionInfo()))
                .configProvider(SETTINGS.stream().collect(toMap(identity(), EmbeddedDevService::setting)))
                .build();
    }

    private static Function<EmbeddedServers, String> setting(String name) {
        return servers -> servers.configuration().get(name);
    }

    private static String classpath(ApplicationModel application) {
        return Stream.concat(
                        application.getAppArtifact().getResolvedPaths().stream(),
                        application.getDependencies().stream()
                                .map(ResolvedDependency::getResolvedPaths)
                                .flatMap(paths -> paths.stream()))
                .map(Path::toString)
                .collect(Collectors.joining(File.pathSeparator));
    }

    /** {@code -Donsale.embedded=false} leaves the addresses of microprofile-config.properties in force. */
    public static class Wanted implements BooleanSupplier {
        @Override
        public boolean getAsBoolean() {
            return ConfigProvider.getConfig()
                    .getOptionalValue("onsale.embedded", Boolean.class)
                    .orElse(true);
        }
    }
}

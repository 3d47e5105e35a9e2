package io.onsale.deployment;

import static io.onsale.deployment.DockerfileRules.CONTEXT;
import static io.onsale.deployment.DockerfileRules.JVM;
import static io.onsale.deployment.DockerfileRules.NATIVE;
import static io.onsale.deployment.DockerfileRules.NATIVE_MICRO;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ImageTest {
    @Test
    void dockerfiles_areWithoutMistakes() {
        assertThat(DockerfileRules.mistakes(Sources.AS_THEY_ARE)).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            FROM registry.access.redhat.com/ubi9/ubi-minimal:9.7 | FROM registry.access.redhat.com/ubi9/ubi-minimal | the version of registry.access.redhat.com/ubi9/ubi-minimal is open
            FROM registry.access.redhat.com/ubi9/ubi-minimal:9.7 | FROM registry.access.redhat.com/ubi9/ubi-minimal:latest | the version of registry.access.redhat.com/ubi9/ubi-minimal:latest is open
            FROM registry.access.redhat.com/ubi9/ubi-minimal:9.7 | FROM registry.access.redhat.com/ubi9/ubi-minimal:9.6 | says that it has another base than registry.access.redhat.com/ubi9/ubi-minimal:9.6
            target/*-runner | target/*.jar | copies [*.jar]
            --mount=type=cache,target=/root/.m2 | --network=default | downloads everything each time
            USER 1001 | USER root | may run as root
            USER 1001 | USER 0 | may run as root
            WORKDIR /app | USER 1001\\nRUN ["/app/onsale", "--health"] | gives files to the user that runs it
            ENTRYPOINT ["/app/onsale"] | ENTRYPOINT /app/onsale | ENTRYPOINT needs a shell
            CMD ["/app/onsale", "--health"] | CMD /app/onsale --health | HEALTHCHECK needs a shell
            CMD ["/app/onsale", "--health"] | CMD ["/app/onsale"] | asks nobody whether it is healthy
            CMD ["/app/onsale", "--health"] | CMD ["/app/other", "--health"] | checks the health of another program
            EXPOSE 8080 9000 | EXPOSE 8080 | exposes other ports than the application has: [8080]
            image.title="Onsale" | image.name="Onsale" | has the labels [base.name, description, licenses, name, revision, version]
            ARG VERSION=0.1.0-SNAPSHOT | ARG VERSION=1 | says that it is of another version
            """)
    void givenMistake_itIsFound(String from, String to, String mistake) {
        assertThat(mistakesWith(NATIVE, from, to.replace("\\n", "\n"))).contains(NATIVE + ": " + mistake);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            25.0.3_9-jre | 25.0.2_10-jre | is built with another JDK than it runs on: [25.0.3_9, 25.0.2_10]
            RUN ["java" | RUN java; true [ | RUN needs a shell
            ENTRYPOINT ["java", "-XX:AOTCache=app.aot" | ENTRYPOINT ["java" | starts without the cache: [app.aot, app.aot]
            CacheOutput=app.aot | CacheOutput=other.aot | starts without the cache: [other.aot, app.aot, app.aot]
            COPY --from=build /build/target/quarkus-app/app/ app/ | # | copies [quarkus-app/lib/, quarkus-app/quarkus-run.jar, quarkus-app/quarkus/]
            """)
    void givenMistakeOfTheJvmImage_itIsFound(String from, String to, String mistake) {
        assertThat(mistakesWith(JVM, from, to)).contains(JVM + ": " + mistake);
    }

    @Test
    void givenStagesThatDiffer_isFound() {
        assertThat(mistakesWith(NATIVE_MICRO, "mvnw -B package", "mvnw package"))
                .containsExactly("the executable is compiled twice, since the stages differ");
    }

    @ParameterizedTest
    @ValueSource(strings = {"!mvnw\n", "!src/embedded\n"})
    void givenBuildWithoutWhatItNeeds_isFound(String line) {
        assertThat(mistakesWith(CONTEXT, line, ""))
                .hasSize(1)
                .first()
                .asString()
                .startsWith("the build gets [");
    }

    private static List<String> mistakesWith(String file, String from, String to) {
        return DockerfileRules.mistakes(Sources.AS_THEY_ARE.with(file, from, to));
    }
}

package io.onsale.deployment;

import static io.onsale.deployment.ComposeRules.DATASOURCES;
import static io.onsale.deployment.ComposeRules.FILE;
import static io.onsale.deployment.ComposeRules.PROMETHEUS;
import static io.onsale.deployment.ComposeRules.PROXY;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ComposeTest {
    @Test
    void composeFile_isWithoutMistakes() {
        assertThat(ComposeRules.mistakes(Sources.AS_THEY_ARE)).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            redis:7.4.5@sha256:90e7a336d044f1abc9e9dbc05d65566850896d11453bbd1dd0fb7e5059f0e8fb | redis:7.4.5 | redis: redis:7.4.5 may become another image
            ./src/main/docker/grafana/datasources: | ./src/main/docker/grafana/sources: | grafana: there is no ./src/main/docker/grafana/sources
            Dockerfile.${ONSALE_IMAGE:-native} | Dockerfile.${ONSALE_IMAGE:-wasm} | onsale: there is no src/main/docker/Dockerfile.wasm
            nginx/nginx.conf:ro | nginx/nginx.conf | proxy: could write to ./src/main/docker/proxy/nginx.conf
            redis: {condition: service_healthy} | cache: {condition: service_healthy} | onsale: waits for cache, which is no service
            redis: {condition: service_healthy} | redis: {condition: service_completed_successfully} | onsale: waits for the end of redis, which does not end
            redis: {condition: service_healthy} | redis: {condition: service_started} | onsale: waits for redis until it is started, not until it is ready
            redis: {condition: service_healthy} | redis: {} | onsale: does not say what it waits for of redis
            test: redis-cli ping | x-test: redis-cli ping | onsale: waits for the health of redis, which has no check
            image: redis:7.4.5@ | image: redis@ | redis: redis@sha256:90e7a336d044f1abc9e9dbc05d65566850896d11453bbd1dd0fb7e5059f0e8fb may become another image
            QUARKUS_REDIS_HOSTS | QUARKUS_REDIS_HOST | onsale: the application knows no QUARKUS_REDIS_HOST
            ONSALE_HTTP_TRUSTED_PROXIES | ONSALE_TRUSTED_PROXIES | onsale: the application knows no ONSALE_TRUSTED_PROXIES
            redis://redis:6379 | redis://cache:6379 | onsale: QUARKUS_REDIS_HOSTS names cache, which is no service
            read_only: true\\n  # What | read_only: false\\n  # What | onsale: may write to its file system
            tmpfs: ["/tmp:size=16m"] | tmpfs: [/var/tmp] | migrate: does not start without a /tmp
            user: "1001" | user: "0" | onsale: may be root
            user: "1001"\\n  cap_drop: [ALL] | user: "1001"\\n  cap_drop: [NET_RAW] | onsale: has capabilities
            security_opt: ["no-new-privileges:true"]\\n\\nservices | security_opt: []\\n\\nservices | onsale: may gain new privileges
            127.0.0.1:6379:6379 | 6379:6379 | redis: port 6379:6379 is open to other machines
            KAFKA_MIN_INSYNC_REPLICAS: 2 | KAFKA_MIN_INSYNC_REPLICAS: 1 | kafka-1: KAFKA_MIN_INSYNC_REPLICAS is 1
            3@kafka-3:29093 | 3@kafka-4:29093 | kafka-1: the voters are 1@kafka-1:29093,2@kafka-2:29093,3@kafka-3:29093
            INTERNAL://kafka-2:29092 | INTERNAL://kafka-1:29092 | kafka-2: sends others elsewhere
            apache/kafka:4.1.1 | other/kafka:4.1.1 | there are 0 brokers
            replicas: 2 | replicas: 1 | onsale: there is one instance
            memory: 768M | memory: 512M | onsale: the JVM may be killed with 512M of memory
            stop_grace_period: 30s | ports: ["127.0.0.1:8082:8080"] | onsale: two instances cannot have one port of this machine
            MIGRATE_AT_START: "false" | MIGRATE_AT_START: "true" | onsale: each instance changes the schema
            QUARKUS_INIT_AND_EXIT: "true" | QUARKUS_LIQUIBASE_MIGRATE_AT_START: "false" | migrate: does not end
            QUARKUS_INIT_AND_EXIT: "true" | QUARKUS_LIQUIBASE_MIGRATE_AT_START: "false" | migrate: does not change the schema
            migrate: {condition: service_completed_successfully} | prometheus: {condition: service_healthy} | onsale: does not wait until the schema is there
            migrate: {condition: service_completed_successfully} | migrate: {condition: service_started} | onsale: does not wait until the schema is there
            ipv4_address: *proxy | ipv4_address: 172.31.250.3 | onsale: does not know the proxy by its address, 172.31.250.3
            """)
    void givenMistake_itIsFound(String from, String to, String mistake) {
        assertThat(mistakesWith(FILE, from, to)).contains(mistake);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            server onsale:8080 | server onsale:80 | does not say server onsale:8080 resolve
            proxy_next_upstream error timeout | proxy_next_upstream error timeout non_idempotent | pays twice
            """)
    void givenMistakeOfTheProxy_itIsFound(String from, String to, String mistake) {
        assertThat(mistakesWith(PROXY, from, to)).contains(PROXY + ": " + mistake);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            onsale.rules.yml | other.rules.yml | there is no other.rules.yml
            /q/metrics | /metrics | reads something else
            port: 9000 | port: 8080 | asks on another port
            names: [onsale] | names: [service] | nobody is service
            """)
    void givenMistakeOfPrometheus_itIsFound(String from, String to, String mistake) {
        assertThat(mistakesWith(PROMETHEUS, from, to)).contains(PROMETHEUS + ": " + mistake);
    }

    @Test
    void givenDatasourceThatIsNobody_itIsFound() {
        assertThat(mistakesWith(DATASOURCES, "//prometheus:", "//metrics:"))
                .contains(DATASOURCES + ": nobody is at http://metrics:9090");
    }

    /** Where Docker is installed, it says what it thinks of the file. */
    @Test
    void composeFile_isAcceptedByDockerCompose() throws IOException, InterruptedException {
        assumeTrue(isInstalled());
        Process config = new ProcessBuilder("docker", "compose", "config", "--quiet")
                .redirectErrorStream(true)
                .start();
        assertThat(new String(config.getInputStream().readAllBytes(), StandardCharsets.UTF_8))
                .isEmpty();
        assertThat(config.waitFor()).isZero();
    }

    private static boolean isInstalled() throws InterruptedException {
        try {
            return new ProcessBuilder("docker", "compose", "version")
                            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                            .redirectError(ProcessBuilder.Redirect.DISCARD)
                            .start()
                            .waitFor()
                    == 0;
        } catch (IOException e) {
            return false;
        }
    }

    private static List<String> mistakesWith(String file, String from, String to) {
        return ComposeRules.mistakes(Sources.AS_THEY_ARE.with(file, lines(from), lines(to)));
    }

    private static String lines(String text) {
        return text.replace("\\n", "\n");
    }
}

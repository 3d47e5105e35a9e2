package io.onsale.api;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.onsale.kernel.ErrorKind;
import io.onsale.kernel.Refusal;
import io.onsale.platform.web.Problem;
import io.quarkus.test.junit.QuarkusTest;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jboss.jandex.AnnotationInstance;
import org.jboss.jandex.Indexer;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The refusals of the service and the OpenAPI document: each has a code of its own, which some operation announces with the status that it has. */
@QuarkusTest
class RefusalsTest {
    /** Of any operation, like what HTTP itself refuses. */
    private static final String EVERYWHERE = "DUPLICATE_HEADER";
    /** Of a consumer, to its channel. */
    private static final String NEVER_ANSWERED = "DATA_PLATFORM_REJECTED";

    private static final List<Rule> RULES = rules(Path.of("target", "classes", "io", "onsale"));

    private record Rule(String code, int status) {
        static Rule of(AnnotationInstance refusal) {
            ErrorKind kind = ErrorKind.valueOf(refusal.value("kind").asEnum());
            return new Rule(
                    refusal.value("code").asString(), Problem.status(kind).getStatusCode());
        }
    }

    private ApiDocument document;

    @BeforeEach
    void read() {
        document = ApiDocument.read();
    }

    @Test
    void givenRefusals_whenCompared_thenEachCodeIsOfOneOnly() {
        assertThat(RULES).hasSizeGreaterThan(50);
        assertThat(RULES).extracting(Rule::code).doesNotHaveDuplicates().allMatch(code -> code.matches("[A-Z_]+"));
    }

    @Test
    void givenRefusals_whenComparedWithTheDocument_thenEachIsAnnouncedBySomeOperation() {
        // When
        Set<String> announced = document.refusals(status -> true).values().stream()
                .flatMap(Set::stream)
                .collect(Collectors.toCollection(TreeSet::new));
        // Then
        assertThat(announced).doesNotContain(EVERYWHERE, NEVER_ANSWERED);
        announced.addAll(Set.of(EVERYWHERE, NEVER_ANSWERED));
        assertThat(announced)
                .containsExactlyInAnyOrderElementsOf(
                        RULES.stream().map(Rule::code).toList());
    }

    @Test
    void givenRefusals_whenComparedWithTheDocument_thenEachHasItsStatus() {
        for (Rule rule : RULES) {
            assertThat(document.refusals(status -> status != rule.status()).values())
                    .as(rule.code())
                    .noneMatch(codes -> codes.contains(rule.code()));
        }
    }

    /** That it was found by the filter, of which there is no other sign: at any operation there may be too much to do. */
    @Test
    void givenOperations_whenLookedAt_thenEachAnnouncesOverload() {
        // When
        Map<String, Set<String>> unavailable = document.refusals(status -> status == 503);
        // Then
        assertThat(unavailable).hasSizeGreaterThan(25);
        assertThat(unavailable.values()).allMatch(Set.of("OVERLOADED", "UNAVAILABLE")::equals);
    }

    @Test
    void givenProblem_whenLookedUp_thenItsSchemaIsThere() {
        // When
        JsonNode problem = document.root().at("/components/schemas/Problem/properties");
        // Then
        assertThat(problem.fieldNames())
                .toIterable()
                .containsExactlyInAnyOrder("type", "title", "status", "detail", "instance", "code", "errors");
    }

    /** Those of each refusal, which ArchitectureTest sees to. */
    private static List<Rule> rules(Path classes) {
        var indexer = new Indexer();
        try (Stream<Path> files = Files.walk(classes)) {
            for (Path file :
                    files.filter(path -> path.toString().endsWith(".class")).toList()) {
                try (InputStream bytes = Files.newInputStream(file)) {
                    indexer.index(bytes);
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return indexer.complete().getAnnotations(Refusal.class).stream()
                .map(Rule::of)
                .toList();
    }
}

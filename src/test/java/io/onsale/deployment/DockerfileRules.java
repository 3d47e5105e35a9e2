package io.onsale.deployment;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The promises of the application's Dockerfiles: built from sources by one command, of bases that do not change, on the JVM whose cache they
 * have, run by a user who owns nothing and stopped by its SIGTERM; each mistake is told in words.
 */
final class DockerfileRules {
    static final String JVM = "src/main/docker/Dockerfile.jvm";
    static final String NATIVE = "src/main/docker/Dockerfile.native";
    static final String NATIVE_MICRO = "src/main/docker/Dockerfile.native-micro";
    static final String CONTEXT = ".dockerignore";
    static final String LOAD_CONTEXT = "k6/.dockerignore";

    /** A name, a version and a digest. */
    static final String PINNED = ".+:[^:@]*\\d[^:@]*@sha256:[0-9a-f]{64}";

    /** In MiB: 348 were measured under the load of 300 buyers (docs/containers.md). */
    static final long BESIDE_THE_HEAP = 400;

    private static final int MANAGEMENT_PORT = 9000;

    /** What the build needs of the repository, as pom.xml has it. */
    private static final Set<String> BUILT_FROM = Set.of(".mvn", "mvnw", "pom.xml", "src/embedded", "src/main");

    /** Of which no digest is known that others have seen. */
    private static final Set<String> UNPINNED = Set.of("quay.io/quarkus/ubi9-quarkus-micro-image:2.0");

    private static final Pattern LABEL = Pattern.compile("org\\.opencontainers\\.image\\.([a-z.]+)=\"([^\"]+)\"");

    private record Instruction(String name, String words) {
        /** Of the exec form, which takes no shell; empty of the other. */
        List<String> command() {
            try {
                return Arrays.asList(
                        new ObjectMapper().readValue(words.substring(Math.max(0, words.indexOf('['))), String[].class));
            } catch (JsonProcessingException e) {
                return List.of();
            }
        }
    }

    private final String file;
    private final List<Instruction> build;
    private final List<Instruction> image;
    private final List<String> mistakes = new ArrayList<>();

    private DockerfileRules(String file, Sources sources) {
        this.file = file;
        List<Instruction> all = instructions(sources.read(file));
        int last = 0;
        for (int i = 0; i < all.size(); i++) {
            last = all.get(i).name().equals("FROM") ? i : last;
        }
        build = all.subList(0, last);
        image = all.subList(last, all.size());
    }

    static List<String> mistakes(Sources sources) {
        List<String> mistakes = new ArrayList<>();
        for (String file : List.of(JVM, NATIVE, NATIVE_MICRO)) {
            mistakes.addAll(new DockerfileRules(file, sources).find());
        }
        if (!new DockerfileRules(NATIVE, sources).build.equals(new DockerfileRules(NATIVE_MICRO, sources).build)) {
            mistakes.add("the executable is compiled twice, since the stages differ");
        }
        Set<String> context = sources.read(CONTEXT)
                .lines()
                .filter(line -> line.startsWith("!"))
                .map(line -> line.substring(1))
                .collect(Collectors.toCollection(TreeSet::new));
        if (!context.equals(BUILT_FROM)) {
            mistakes.add("the build gets " + context);
        }
        List<String> load = sources.read(LOAD_CONTEXT).lines().toList();
        if (load.indexOf("results/*") < load.indexOf("!results")) {
            mistakes.add("the image of the load tests gets reports of runs");
        }
        return mistakes;
    }

    /** What the image of the JVM runs to see whether the instance in its container is ready. */
    static List<String> healthCheckOfTheJvm() {
        return new DockerfileRules(JVM, Sources.AS_THEY_ARE).one("HEALTHCHECK").command();
    }

    /** What is left beside the heap, in MiB, where the image of the JVM has so much memory. */
    static long besideTheHeap(Sources sources, long memory) {
        return new DockerfileRules(JVM, sources)
                .one("ENTRYPOINT").command().stream()
                        .filter(word -> word.startsWith("-XX:MaxRAMPercentage="))
                        .mapToLong(word -> memory - memory * Long.parseLong(word.replaceAll(".*=", "")) / 100)
                        .findAny()
                        .orElse(0);
    }

    private List<String> find() {
        bases();
        build();
        user();
        commands();
        Set<String> ports = Set.of(one("EXPOSE").words().split(" "));
        demand(
                ports.equals(Set.of("" + new ApplicationSettings().httpPort(), "" + MANAGEMENT_PORT)),
                "exposes other ports than the application has: " + ports);
        labels();
        return mistakes;
    }

    private void bases() {
        Stream.concat(build.stream(), image.stream())
                .filter(instruction -> instruction.name().equals("FROM"))
                .map(from -> from.words().split(" ")[0])
                .forEach(base ->
                        demand(base.matches(PINNED) || UNPINNED.contains(base), base + " may become another image"));
        List<String> javas = Stream.concat(build.stream(), image.stream())
                .map(Instruction::words)
                .filter(words -> words.startsWith("eclipse-temurin:"))
                .map(words -> words.split("[:-]")[2])
                .distinct()
                .toList();
        demand(javas.size() < 2, "is built with another JDK than it runs on: " + javas);
    }

    /** What is copied is what the build makes. */
    private void build() {
        boolean isNative = build.stream().anyMatch(run -> run.words().contains(" -Dnative "));
        Set<String> copied = image.stream()
                .filter(instruction -> instruction.name().equals("COPY"))
                .map(copy -> copy.words().split(" ")[1].replace("/build/target/", ""))
                .collect(Collectors.toCollection(TreeSet::new));
        Set<String> made = isNative
                ? Set.of("*-runner")
                : Set.of("quarkus-app/lib/", "quarkus-app/quarkus-run.jar", "quarkus-app/quarkus/", "quarkus-app/app/");
        demand(copied.equals(made), "copies " + copied);
    }

    private void user() {
        demand(one("USER").words().matches("[1-9]\\d*"), "may run as root");
        demand(
                image.indexOf(one("USER")) < image.indexOf(one("ENTRYPOINT"))
                        && image.stream()
                                .skip(image.indexOf(one("USER")))
                                .noneMatch(instruction -> Set.of("COPY", "RUN").contains(instruction.name())),
                "gives files to the user that runs it");
    }

    private void commands() {
        Instruction entry = one("ENTRYPOINT");
        Instruction health = one("HEALTHCHECK");
        demand(!entry.command().isEmpty(), "a shell gets the SIGTERM that the application needs");
        // The smallest of the bases has none.
        image.stream()
                .filter(instruction -> Set.of("RUN", "HEALTHCHECK").contains(instruction.name()))
                .filter(instruction -> instruction.command().isEmpty())
                .forEach(instruction -> mistakes.add(file + ": " + instruction.name() + " needs a shell"));
        if (file.equals(JVM)) {
            demand(health.words().contains("GET /q/health/ready "), "asks nobody whether it is healthy");
            demand(!health.command().contains("java"), "starts another JVM for each look at its health");
        } else {
            demand(health.words().endsWith("\"--health\"]"), "asks nobody whether it is healthy");
            demand(
                    health.command().stream()
                            .limit(1)
                            .toList()
                            .equals(entry.command().stream().limit(1).toList()),
                    "checks the health of another program");
        }
        image.stream()
                .filter(instruction -> instruction.name().equals("RUN"))
                .filter(run -> !run.words().startsWith("--mount=type=tmpfs,target=/tmp "))
                .forEach(run -> mistakes.add(file + ": leaves to its user a /tmp with files of root"));
        List<String> caches = image.stream()
                .flatMap(instruction -> instruction.command().stream())
                .filter(word -> word.startsWith("-XX:AOTCache"))
                .map(word -> word.replaceAll(".*=", ""))
                .toList();
        demand(
                caches.size() == (file.equals(JVM) ? 2 : 0)
                        && caches.stream().distinct().count() < 2,
                "starts without the cache: " + caches);
    }

    private void labels() {
        List<MatchResult> labels = LABEL.matcher(one("LABEL").words()).results().toList();
        String base = one("FROM").words().replaceFirst("@.*", "");
        demand(
                labels.stream()
                        .filter(label -> label.group(1).equals("base.name"))
                        .anyMatch(label ->
                                label.group(2).replace("docker.io/library/", "").equals(base)),
                "says that it has another base than " + base);
        demand(
                image.contains(new Instruction("ARG", "VERSION=" + ApplicationSettings.version())),
                "says that it is of another version");
    }

    private Instruction one(String name) {
        return image.stream()
                .filter(instruction -> instruction.name().equals(name))
                .findFirst()
                .orElse(new Instruction(name, ""));
    }

    private void demand(boolean holds, String mistake) {
        if (!holds) {
            mistakes.add(file + ": " + mistake);
        }
    }

    private static List<Instruction> instructions(String dockerfile) {
        return dockerfile
                .replaceAll("(?m)^#.*\n", "")
                .replaceAll("\\\\\n\\s*", "")
                .lines()
                .filter(line -> !line.isBlank())
                .map(line -> line.split(" ", 2))
                .map(words -> new Instruction(words[0], words[1].trim()))
                .toList();
    }
}

package io.onsale.architecture;

import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.conditions.ArchConditions.callMethodWhere;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.methods;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noFields;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaMethodCall;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.core.importer.Location;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.CompositeArchRule;
import io.onsale.kernel.DomainException;
import io.onsale.kernel.Refusal;
import io.quarkus.scheduler.Scheduled;
import jakarta.inject.Inject;
import jakarta.persistence.Entity;
import jakarta.transaction.Transactional;
import jakarta.ws.rs.Path;
import java.time.Clock;
import java.util.Date;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.eclipse.microprofile.reactive.messaging.Incoming;

/**
 * The rules of the architecture: a kernel that knows nothing but Java; above it the platform, whose rooms stand in an
 * order; above that the modules, which know only those below them. In each module the domain knows nothing but Java,
 * the ports know the domain, and adapters meet only ports and use cases of their own. Tools are flat, and nobody knows
 * them. A rule that applies to no class fails, as ArchUnit has it by default.
 */
@AnalyzeClasses(
        packages = "io.onsale",
        importOptions = {ImportOption.DoNotIncludeTests.class, ArchitectureTest.WithoutEmbedded.class})
class ArchitectureTest {
    private static final String KERNEL = "io.onsale.kernel";
    private static final String PLATFORM = "io.onsale.platform..";

    /** The rooms of the platform, each of which knows the kernel and the rooms before it. */
    private static final List<String> ROOMS = List.of(
            "runtime",
            "database",
            "redis",
            "web",
            "events",
            "deadletters",
            "limits",
            "idempotency",
            "identity",
            "audit",
            "openapi");

    /** The modules that each module may know, beside the kernel and, in its adapters, the platform. */
    private static final Map<String, Set<String>> MODULES = Map.of(
            "user", Set.of(),
            "concert", Set.of(),
            "queue", Set.of("concert", "user"),
            "reservation", Set.of("concert", "queue", "user"),
            "payment", Set.of("concert", "queue", "reservation", "user"));

    /**
     * The flat tools, and the modules that each may know beside kernel and platform; {@code external} hears only
     * events.
     */
    private static final Map<String, Set<String>> TOOLS =
            Map.of("external", Set.of(), "invariants", Set.of("reservation"), "demo", Set.of("concert", "user"));

    private static final String DOMAIN = "io.onsale.*.domain..";
    private static final String PORTS = "io.onsale.*.port..";
    private static final String USE_CASES = "io.onsale.*.usecase..";
    private static final String ADAPTERS = "io.onsale.*.adapter..";
    private static final String IN_ADAPTERS = "io.onsale.*.adapter.in..";
    private static final String OUT_ADAPTERS = "io.onsale.*.adapter.out..";
    private static final String PERSISTENCE = "io.onsale.*.adapter.out.persistence..";
    private static final String CONFIG = "io.onsale.*.config..";
    private static final String[] TRANSACTIONS = {
        USE_CASES,
        "io.onsale.*.adapter.in.messaging..",
        room("events"),
        room("deadletters"),
        room("idempotency"),
        in("invariants"),
        in("demo")
    };

    @ArchTest
    static final ArchRule kernelKnowsJavaOnly = classes()
            .that()
            .resideInAPackage(KERNEL)
            .should()
            .onlyDependOnClassesThat()
            .resideInAnyPackage("java..", KERNEL);

    @ArchTest
    static final ArchRule platformKnowsNoModule = noClasses()
            .that()
            .resideInAPackage(PLATFORM)
            .should()
            .dependOnClassesThat(resideInAPackage("io.onsale..").and(not(resideInAnyPackage(KERNEL, PLATFORM))));

    @ArchTest
    static final ArchRule roomsKnowOnlyThoseBelow = CompositeArchRule.of(IntStream.range(0, ROOMS.size() - 1)
            .mapToObj(i -> noClasses()
                    .that()
                    .resideInAPackage(room(ROOMS.get(i)))
                    .should()
                    .dependOnClassesThat()
                    .resideInAnyPackage(ROOMS.subList(i + 1, ROOMS.size()).stream()
                            .map(ArchitectureTest::room)
                            .toArray(String[]::new)))
            .toList());

    @ArchTest
    static final ArchRule domainKnowsJavaOnly = classes()
            .that()
            .resideInAPackage(DOMAIN)
            .should()
            .onlyDependOnClassesThat()
            .resideInAnyPackage("java..", DOMAIN, KERNEL);

    @ArchTest
    static final ArchRule portsKnowTheDomainOnly = classes()
            .that()
            .resideInAPackage(PORTS)
            .should()
            .onlyDependOnClassesThat()
            .resideInAnyPackage("java..", DOMAIN, PORTS, KERNEL);

    @ArchTest
    static final ArchRule useCasesKnowPortsAndLittleElse = classes()
            .that()
            .resideInAPackage(USE_CASES)
            .should()
            .onlyDependOnClassesThat()
            .resideInAnyPackage(
                    "java..",
                    DOMAIN,
                    PORTS,
                    USE_CASES,
                    KERNEL,
                    CONFIG,
                    "jakarta.enterprise..",
                    "jakarta.inject..",
                    "jakarta.transaction..",
                    "org.jboss.logging..");

    @ArchTest
    static final ArchRule outAdaptersKnowNoUseCase = noClasses()
            .that()
            .resideInAPackage(OUT_ADAPTERS)
            .should()
            .dependOnClassesThat()
            .resideInAPackage(USE_CASES);

    @ArchTest
    static final ArchRule inAdaptersMeetNoOutAdapters = noClasses()
            .that()
            .resideInAPackage(IN_ADAPTERS)
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(OUT_ADAPTERS, "io.onsale.*.port.out..");

    @ArchTest
    static final ArchRule outAdaptersMeetNoInAdapters = noClasses()
            .that()
            .resideInAPackage(OUT_ADAPTERS)
            .should()
            .dependOnClassesThat()
            .resideInAPackage(IN_ADAPTERS);

    /** Modules know no tool, either. */
    @ArchTest
    static final ArchRule modulesKnowOnlyThoseBelow = CompositeArchRule.of(
            all().entrySet().stream().map(ArchitectureTest::knowsOnly).toList());

    private static ArchRule knowsOnly(Map.Entry<String, Set<String>> module) {
        return noClasses()
                .that()
                .resideInAPackage(in(module.getKey()))
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(all().keySet().stream()
                        .filter(other -> !other.equals(module.getKey())
                                && !module.getValue().contains(other))
                        .map(ArchitectureTest::in)
                        .toArray(String[]::new));
    }

    @ArchTest
    static final ArchRule modulesReachOthersThroughPortsAndDomainOnly = CompositeArchRule.of(all().keySet().stream()
            .map(module -> classes()
                    .that()
                    .resideInAPackage(in(module))
                    .should()
                    .onlyDependOnClassesThat(not(resideInAPackage("io.onsale.."))
                            .or(resideInAnyPackage(in(module), KERNEL, PLATFORM, DOMAIN, "io.onsale.*.port.in.."))))
            .toList());

    @ArchTest
    static final ArchRule modulesAreFreeOfCycles =
            slices().matching("io.onsale.(*)..").should().beFreeOfCycles();

    @ArchTest
    static final ArchRule everyClassHasItsPlace = classes()
            .that()
            .doNotHaveSimpleName("package-info")
            .should()
            .resideInAnyPackage(Stream.of(
                            Stream.of("io.onsale", KERNEL, DOMAIN, "io.onsale.*.port.in", "io.onsale.*.port.out"),
                            Stream.of(USE_CASES, ADAPTERS, CONFIG),
                            ROOMS.stream().map(room -> "io.onsale.platform." + room),
                            TOOLS.keySet().stream().map(tool -> "io.onsale." + tool))
                    .flatMap(places -> places)
                    .toArray(String[]::new));

    @ArchTest
    static final ArchRule entitiesStayInPersistence = classes()
            .that()
            .areAnnotatedWith(Entity.class)
            .should()
            .resideInAnyPackage(PERSISTENCE, room("audit"), room("deadletters"));

    @ArchTest
    static final ArchRule onlyPersistenceKnowsTheDatabase = noClasses()
            .that()
            .resideOutsideOfPackages(
                    PERSISTENCE,
                    room("database"),
                    room("events"),
                    room("deadletters"),
                    room("idempotency"),
                    room("audit"),
                    in("invariants"))
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(
                    "jakarta.persistence..", "org.hibernate..", "io.quarkus.hibernate..", "java.sql..", "javax.sql..");

    @ArchTest
    static final ArchRule requestsComeInThroughRestAdaptersAndNamedRooms = classes()
            .that()
            .areAnnotatedWith(Path.class)
            .should()
            .resideInAnyPackage(
                    "io.onsale.*.adapter.in.rest..", room("audit"), room("deadletters"), in("invariants"), in("demo"));

    @ArchTest
    static final ArchRule jobsAreInAdaptersAndNamedRooms = methods()
            .that()
            .areAnnotatedWith(Scheduled.class)
            .should()
            .beDeclaredInClassesThat()
            .resideInAnyPackage(
                    "io.onsale.*.adapter.in.scheduler..", room("database"), room("events"), room("idempotency"));

    @ArchTest
    static final ArchRule consumersAreInAdaptersAndNamedRooms = methods()
            .that()
            .areAnnotatedWith(Incoming.class)
            .should()
            .beDeclaredInClassesThat()
            .resideInAnyPackage("io.onsale.*.adapter.in.messaging..", room("deadletters"), in("external"));

    @ArchTest
    static final ArchRule classesBeginTransactionsWhereItIsAllowed =
            classes().that().areAnnotatedWith(Transactional.class).should().resideInAnyPackage(TRANSACTIONS);

    @ArchTest
    static final ArchRule methodsBeginTransactionsWhereItIsAllowed = methods()
            .that()
            .areAnnotatedWith(Transactional.class)
            .should()
            .beDeclaredInClassesThat()
            .resideInAnyPackage(TRANSACTIONS);

    /**
     * Time comes from the clock, so that tests can set it. {@link System#nanoTime} measures durations and is allowed.
     */
    @ArchTest
    static final ArchRule timeComesFromTheClock = noClasses()
            .should(callMethodWhere(describe("reads the machine's clock", ArchitectureTest::readsTheMachinesClock)))
            .orShould()
            .callConstructor(Date.class);

    @ArchTest
    static final ArchRule refusalsSayWhatTheyAre = classes()
            .that()
            .areAssignableTo(DomainException.class)
            .and()
            .doNotHaveModifier(JavaModifier.ABSTRACT)
            .should()
            .beAnnotatedWith(Refusal.class);

    @ArchTest
    static final ArchRule nothingIsInjectedIntoFields =
            noFields().should().beAnnotatedWith(Inject.class).orShould().beAnnotatedWith(ConfigProperty.class);

    @ArchTest
    static void everyModuleIsNamed(JavaClasses classes) {
        Set<String> named = new HashSet<>(all().keySet());
        named.add("kernel");
        named.add("platform");
        Set<String> modules = classes.stream()
                .map(type -> type.getPackageName().split("\\."))
                .filter(names -> names.length > 2) // classes in the packages below that of Main
                .map(names -> names[2])
                .collect(Collectors.toSet());
        assertThat(modules).isEqualTo(named);
    }

    private static Map<String, Set<String>> all() {
        var all = new HashMap<>(MODULES);
        all.putAll(TOOLS);
        return all;
    }

    private static String in(String module) {
        return "io.onsale." + module + "..";
    }

    private static String room(String room) {
        return "io.onsale.platform." + room;
    }

    private static boolean readsTheMachinesClock(JavaMethodCall call) {
        String owner = call.getTargetOwner().getName();
        String method = call.getName();
        boolean withoutClock =
                call.getTarget().getRawParameterTypes().stream().noneMatch(type -> type.isAssignableTo(Clock.class));
        return owner.startsWith("java.time.") && method.matches("now|system.*|tick.*") && withoutClock
                || owner.equals("java.lang.System") && method.equals("currentTimeMillis");
    }

    /** The development servers are compiled beside the service and do not belong to it. */
    static final class WithoutEmbedded implements ImportOption {
        @Override
        public boolean includes(Location location) {
            return !location.contains("/io/onsale/embedded/");
        }
    }
}

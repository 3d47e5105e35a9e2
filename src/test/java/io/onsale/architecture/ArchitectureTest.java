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
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.core.importer.Location;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.CompositeArchRule;
import io.quarkus.scheduler.Scheduled;
import jakarta.inject.Inject;
import jakarta.persistence.Entity;
import jakarta.transaction.Transactional;
import jakarta.ws.rs.Path;
import java.time.Clock;
import java.util.Date;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.eclipse.microprofile.reactive.messaging.Incoming;

/**
 * The architecture of STYLE: modules that know only those below them, and in each a domain that knows nothing but Java, ports that know the
 * domain, and adapters that meet nobody but ports. A rule that applies to no class fails, as ArchUnit has it by default.
 */
@AnalyzeClasses(
        packages = "io.onsale",
        importOptions = {ImportOption.DoNotIncludeTests.class, ArchitectureTest.WithoutEmbedded.class})
class ArchitectureTest {
    private static final String COMMON = "common";
    /** Who may know whom; everybody may know {@link #COMMON}. */
    private static final Map<String, Set<String>> MODULES = Map.of(
            COMMON,
            Set.of(),
            "user",
            Set.of(),
            "concert",
            Set.of(),
            "queue",
            Set.of("concert", "user"),
            "reservation",
            Set.of("concert", "queue", "user"),
            "payment",
            Set.of("concert", "queue", "reservation", "user"),
            // Hear of others by events only.
            "deadletter",
            Set.of(),
            "external",
            Set.of(),
            // Tools of operators, which nobody knows.
            "invariants",
            Set.of("reservation"),
            "demo",
            Set.of("concert", "user"));

    private static final String DOMAIN = "io.onsale.*.domain..";
    private static final String PORTS = "io.onsale.*.port..";
    private static final String USE_CASES = "io.onsale.*.usecase..";
    private static final String ADAPTERS = "io.onsale.*.adapter..";
    private static final String IN_ADAPTERS = "io.onsale.*.adapter.in..";
    private static final String OUT_ADAPTERS = "io.onsale.*.adapter.out..";
    private static final String PERSISTENCE = "io.onsale.*.adapter.out.persistence..";

    @ArchTest
    static final ArchRule domainKnowsJavaOnly = classes()
            .that()
            .resideInAPackage(DOMAIN)
            .should()
            .onlyDependOnClassesThat()
            .resideInAnyPackage("java..", DOMAIN);

    @ArchTest
    static final ArchRule portsKnowTheDomainOnly = classes()
            .that()
            .resideInAPackage(PORTS)
            .should()
            .onlyDependOnClassesThat()
            .resideInAnyPackage("java..", DOMAIN, PORTS);

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
                    "io.onsale.*.config..",
                    "jakarta.enterprise..",
                    "jakarta.inject..",
                    "jakarta.transaction..",
                    "org.jboss.logging..");

    @ArchTest
    static final ArchRule adaptersKnowNoUseCase = noClasses()
            .that()
            .resideInAPackage(ADAPTERS)
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

    @ArchTest
    static final ArchRule modulesKnowOnlyThoseBelow = CompositeArchRule.of(MODULES.keySet().stream()
            .map(module -> noClasses()
                    .that()
                    .resideInAPackage(in(module))
                    .should()
                    .dependOnClassesThat()
                    .resideInAnyPackage(MODULES.keySet().stream()
                            .filter(other -> !other.equals(module)
                                    && !other.equals(COMMON)
                                    && !MODULES.get(module).contains(other))
                            .map(ArchitectureTest::in)
                            .toArray(String[]::new)))
            .toList());

    @ArchTest
    static final ArchRule modulesReachOthersThroughPortsAndDomainOnly = CompositeArchRule.of(MODULES.keySet().stream()
            .filter(module -> !module.equals(COMMON))
            .map(module -> classes()
                    .that()
                    .resideInAPackage(in(module))
                    .should()
                    .onlyDependOnClassesThat(not(resideInAPackage("io.onsale.."))
                            .or(resideInAnyPackage(in(module), in(COMMON), DOMAIN, "io.onsale.*.port.in.."))))
            .toList());

    @ArchTest
    static final ArchRule modulesAreFreeOfCycles =
            slices().matching("io.onsale.(*)..").should().beFreeOfCycles();

    @ArchTest
    static final ArchRule everyClassHasItsPlace = classes()
            .that()
            .doNotHaveSimpleName("package-info")
            .should()
            .resideInAnyPackage(
                    DOMAIN, "io.onsale.*.port.in", "io.onsale.*.port.out", USE_CASES, ADAPTERS, "io.onsale.*.config");

    @ArchTest
    static final ArchRule entitiesStayInPersistence =
            classes().that().areAnnotatedWith(Entity.class).should().resideInAPackage(PERSISTENCE);

    @ArchTest
    static final ArchRule onlyPersistenceKnowsTheDatabase = noClasses()
            .that()
            .resideOutsideOfPackages(PERSISTENCE, "io.onsale.common.adapter")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(
                    "jakarta.persistence..", "org.hibernate..", "io.quarkus.hibernate..", "java.sql..", "javax.sql..");

    @ArchTest
    static final ArchRule requestsComeInThroughRest =
            classes().that().areAnnotatedWith(Path.class).should().resideInAPackage("io.onsale.*.adapter.in.rest..");

    @ArchTest
    static final ArchRule jobsAreInAdapters = methods()
            .that()
            .areAnnotatedWith(Scheduled.class)
            .should()
            .beDeclaredInClassesThat()
            .resideInAPackage("io.onsale.*.adapter.in.scheduler..");

    @ArchTest
    static final ArchRule consumersAreInAdapters = methods()
            .that()
            .areAnnotatedWith(Incoming.class)
            .should()
            .beDeclaredInClassesThat()
            .resideInAPackage("io.onsale.*.adapter.in.messaging..");

    @ArchTest
    static final ArchRule classesWithTransactionsAreUseCases = classes()
            .that()
            .areAnnotatedWith(Transactional.class)
            .should()
            .resideInAnyPackage(USE_CASES, "io.onsale.*.adapter.in.messaging..");

    @ArchTest
    static final ArchRule methodsWithTransactionsAreUseCases = methods()
            .that()
            .areAnnotatedWith(Transactional.class)
            .should()
            .beDeclaredInClassesThat()
            .resideInAnyPackage(USE_CASES, "io.onsale.*.adapter.in.messaging..");

    /** Time can be set in tests. What measures durations ({@link System#nanoTime}) is not time. */
    @ArchTest
    static final ArchRule timeComesFromTheClock = noClasses()
            .should(callMethodWhere(describe("reads the machine's clock", ArchitectureTest::readsTheMachinesClock)))
            .orShould()
            .callConstructor(Date.class);

    @ArchTest
    static final ArchRule nothingIsInjectedIntoFields =
            noFields().should().beAnnotatedWith(Inject.class).orShould().beAnnotatedWith(ConfigProperty.class);

    @ArchTest
    static void everyModuleIsNamed(JavaClasses classes) {
        Set<String> modules = classes.stream()
                .map(type -> type.getPackageName().split("\\.")[2])
                .collect(Collectors.toSet());
        assertThat(modules).isEqualTo(MODULES.keySet());
    }

    private static String in(String module) {
        return "io.onsale." + module + "..";
    }

    private static boolean readsTheMachinesClock(JavaMethodCall call) {
        String owner = call.getTargetOwner().getName();
        String method = call.getName();
        boolean withoutClock =
                call.getTarget().getRawParameterTypes().stream().noneMatch(type -> type.isAssignableTo(Clock.class));
        return owner.startsWith("java.time.") && method.matches("now|system.*|tick.*") && withoutClock
                || owner.equals("java.lang.System") && method.equals("currentTimeMillis");
    }

    /** The development servers are compiled beside the service, and are none of it. */
    static final class WithoutEmbedded implements ImportOption {
        @Override
        public boolean includes(Location location) {
            return !location.contains("/io/onsale/embedded/");
        }
    }
}

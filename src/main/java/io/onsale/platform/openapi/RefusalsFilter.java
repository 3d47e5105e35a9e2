package io.onsale.platform.openapi;

import static java.util.stream.Collectors.joining;

import io.onsale.kernel.DomainException;
import io.onsale.kernel.ErrorKind;
import io.onsale.kernel.Refusal;
import io.onsale.kernel.UnavailableException;
import io.onsale.platform.idempotency.IdempotencyRefusals.IdempotencyKeyReusedException;
import io.onsale.platform.idempotency.IdempotencyRefusals.InvalidIdempotencyKeyException;
import io.onsale.platform.idempotency.IdempotencyRefusals.RequestInProgressException;
import io.onsale.platform.identity.IdentityRefusals.CredentialsMissingException;
import io.onsale.platform.identity.IdentityRefusals.RoleMissingException;
import io.onsale.platform.identity.IdentityRefusals.UserTokenInvalidException;
import io.onsale.platform.web.Problem;
import io.onsale.platform.web.Refuses;
import io.onsale.platform.web.WebRefusals.MalformedIdException;
import io.onsale.platform.web.WebRefusals.MalformedJsonException;
import io.onsale.platform.web.WebRefusals.MalformedParameterException;
import io.onsale.platform.web.WebRefusals.OverloadedException;
import io.onsale.platform.web.WebRefusals.ValidationException;
import io.quarkus.smallrye.openapi.OpenApiFilter;
import jakarta.annotation.security.PermitAll;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.HttpHeaders;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import java.util.stream.Stream;
import org.eclipse.microprofile.openapi.OASFactory;
import org.eclipse.microprofile.openapi.OASFilter;
import org.eclipse.microprofile.openapi.models.OpenAPI;
import org.eclipse.microprofile.openapi.models.Operation;
import org.eclipse.microprofile.openapi.models.PathItem;
import org.eclipse.microprofile.openapi.models.media.Schema;
import org.eclipse.microprofile.openapi.models.responses.APIResponse;
import org.jboss.jandex.AnnotationInstance;
import org.jboss.jandex.AnnotationTarget;
import org.jboss.jandex.AnnotationValue;
import org.jboss.jandex.ClassInfo;
import org.jboss.jandex.DotName;
import org.jboss.jandex.IndexView;
import org.jboss.jandex.MethodInfo;

/**
 * The OpenAPI filter that documents the refusals of each operation when the application is built: a response for each status, a problem
 * whose code is one of those that {@link Refuses} names or that follow from the operation's shape. Status and code are those of the
 * refusals.
 */
@OpenApiFilter(stages = OpenApiFilter.RunStage.BUILD)
public class RefusalsFilter implements OASFilter {
    private static final String PROBLEM = "#/components/schemas/Problem";
    private static final String IDEMPOTENCY_KEY = "Idempotency-Key";
    private static final DotName PATH = DotName.createSimple(Path.class);
    private static final DotName REFUSES = DotName.createSimple(Refuses.class);

    private final IndexView index;

    public RefusalsFilter(IndexView index) {
        this.index = index;
    }

    private record Rule(ErrorKind kind, String code, String hint) {
        int status() {
            return Problem.status(kind).getStatusCode();
        }

        String description() {
            return hint.isEmpty() ? code : code + ": " + hint;
        }
    }

    @Override
    public void filterOpenAPI(OpenAPI document) {
        Map<String, PathItem> paths = document.getPaths().getPathItems();
        for (PathItem.HttpMethod verb : PathItem.HttpMethod.values()) {
            for (AnnotationInstance annotation :
                    index.getAnnotations(DotName.createSimple("jakarta.ws.rs." + verb.name()))) {
                MethodInfo method = annotation.target().asMethod();
                PathItem item = paths.get(path(method));
                Operation operation = item == null ? null : item.getOperations().get(verb);
                if (operation != null) { // else it is hidden
                    describe(operation, method);
                }
            }
        }
    }

    private static String path(MethodInfo method) {
        return Stream.of(method.declaringClass().declaredAnnotation(PATH), method.annotation(PATH))
                .filter(path -> path != null)
                .flatMap(path -> Stream.of(path.value().asString().split("/")))
                .filter(segment -> !segment.isEmpty())
                .collect(joining("/", "/", ""));
    }

    private void describe(Operation operation, MethodInfo method) {
        var byStatus = new TreeMap<Integer, List<Rule>>();
        for (DotName refusal : refusals(operation, method)) {
            Rule rule = rule(refusal);
            byStatus.computeIfAbsent(rule.status(), status -> new ArrayList<>()).add(rule);
        }
        byStatus.forEach(
                (status, rules) -> operation.getResponses().addAPIResponse(status.toString(), response(rules)));
    }

    private Set<DotName> refusals(Operation operation, MethodInfo method) {
        var refusals = new LinkedHashSet<DotName>();
        byShape(operation, method).map(DotName::createSimple).forEach(refusals::add);
        named(method.declaringClass()).forEach(refusals::add);
        named(method).forEach(refusals::add);
        return refusals;
    }

    private static Stream<Class<? extends DomainException>> byShape(Operation operation, MethodInfo method) {
        var refusals = Stream.<Class<? extends DomainException>>builder();
        if (operation.getRequestBody() != null) {
            refusals.add(ValidationException.class).add(MalformedJsonException.class);
        }
        if (method.hasAnnotation(QueryParam.class)) {
            refusals.add(ValidationException.class).add(MalformedParameterException.class);
        }
        if (takesId(method)) {
            refusals.add(MalformedIdException.class);
        }
        if (takesHeader(method, IDEMPOTENCY_KEY)) {
            refusals.add(InvalidIdempotencyKeyException.class)
                    .add(RequestInProgressException.class)
                    .add(IdempotencyKeyReusedException.class);
        }
        if (takesHeader(method, HttpHeaders.AUTHORIZATION)) {
            refusals.add(CredentialsMissingException.class);
        }
        if (asksForRole(method)) {
            refusals.add(CredentialsMissingException.class)
                    .add(UserTokenInvalidException.class)
                    .add(RoleMissingException.class);
        }
        return refusals.add(UnavailableException.class)
                .add(OverloadedException.class)
                .build();
    }

    private static boolean takesId(MethodInfo method) {
        return method.parameterTypes().stream().anyMatch(type -> type.name().equals(DotName.createSimple(UUID.class)));
    }

    private static boolean takesHeader(MethodInfo method, String name) {
        return method.annotations(HeaderParam.class).stream()
                .anyMatch(header -> header.value().asString().equals(name));
    }

    private static boolean asksForRole(MethodInfo method) {
        return method.hasAnnotation(RolesAllowed.class)
                || !method.hasAnnotation(PermitAll.class)
                        && method.declaringClass().hasDeclaredAnnotation(RolesAllowed.class);
    }

    /** What {@link Refuses} names on the target itself, or on an annotation that several operations share. */
    private Stream<DotName> named(AnnotationTarget target) {
        return target.declaredAnnotations().stream()
                .map(annotation -> annotation.name().equals(REFUSES) ? annotation : shared(annotation))
                .filter(Objects::nonNull)
                .flatMap(refuses -> Stream.of(refuses.value().asClassArray()))
                .map(org.jboss.jandex.Type::name);
    }

    private AnnotationInstance shared(AnnotationInstance annotation) {
        ClassInfo type = index.getClassByName(annotation.name());
        return type == null ? null : type.declaredAnnotation(REFUSES);
    }

    private Rule rule(DotName refusal) {
        ClassInfo type = index.getClassByName(refusal);
        AnnotationInstance said = type == null ? null : type.declaredAnnotation(Refusal.class);
        if (said == null) {
            throw new IllegalStateException(refusal + " lacks @Refusal");
        }
        AnnotationValue hint = said.value("hint");
        return new Rule(
                ErrorKind.valueOf(said.value("kind").asEnum()),
                said.value("code").asString(),
                hint == null ? "" : hint.asString());
    }

    private static APIResponse response(List<Rule> rules) {
        Schema code = OASFactory.createSchema().addType(Schema.SchemaType.STRING);
        rules.forEach(rule -> code.addEnumeration(rule.code()));
        Schema problem = OASFactory.createSchema()
                .addAllOf(OASFactory.createSchema().ref(PROBLEM))
                .addAllOf(OASFactory.createSchema()
                        .addType(Schema.SchemaType.OBJECT)
                        .addProperty("code", code));
        return OASFactory.createAPIResponse()
                .description(rules.stream().map(Rule::description).collect(joining("; ")))
                .content(OASFactory.createContent()
                        .addMediaType(
                                Problem.MEDIA_TYPE, OASFactory.createMediaType().schema(problem)));
    }
}

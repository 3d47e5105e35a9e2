package io.onsale.platform.web;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.exc.MismatchedInputException;
import io.onsale.kernel.DomainException;
import io.onsale.kernel.UnavailableException;
import io.onsale.platform.database.Outages;
import io.onsale.platform.runtime.OneLine;
import io.onsale.platform.web.WebRefusals.MalformedJsonException;
import io.onsale.platform.web.WebRefusals.MalformedParameterException;
import io.onsale.platform.web.WebRefusals.ValidationException;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.validation.ConstraintViolation;
import jakarta.validation.ConstraintViolationException;
import jakarta.validation.ElementKind;
import jakarta.validation.Path;
import jakarta.ws.rs.NotFoundException;
import jakarta.ws.rs.WebApplicationException;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Request;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.UriInfo;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;
import org.jboss.logging.Logger;
import org.jboss.resteasy.reactive.server.ServerExceptionMapper;

/** The mapping of every failed request to a problem document. */
@ApplicationScoped
public class ProblemMapper {
    private static final Logger LOG = Logger.getLogger(ProblemMapper.class);
    /** After so long without a failure, the next failure begins another outage. */
    private static final long QUIET_NANOS = TimeUnit.SECONDS.toNanos(10);

    private final Map<String, Long> failedNanos = new ConcurrentHashMap<>();

    @ServerExceptionMapper
    Response map(DomainException e, UriInfo uri) {
        return refusal(e, uri).build();
    }

    /** The answer to a refusal, for other rooms to add to. */
    public static Response.ResponseBuilder refusal(DomainException e, UriInfo uri) {
        Response.ResponseBuilder response = problem(Problem.of(e, uri.getPath()));
        e.retryAfter().ifPresent(wait -> response.header(HttpHeaders.RETRY_AFTER, Math.max(1, wait.toSeconds())));
        return response;
    }

    @ServerExceptionMapper
    Response invalid(ConstraintViolationException e, UriInfo uri) {
        List<Problem.FieldError> errors = e.getConstraintViolations().stream()
                .map(violation -> new Problem.FieldError(field(violation), violation.getMessage()))
                .sorted((a, b) -> a.field().compareTo(b.field()))
                .toList();
        return validation("The request is not valid.", uri, errors);
    }

    /** Answers refusals of the router, of path or query, method or media type, and bodies that Jackson cannot read. */
    @ServerExceptionMapper
    Response refusedByServer(WebApplicationException e, UriInfo uri, Request request) {
        if (e.getCause() instanceof JsonProcessingException unreadable) {
            return unreadable(unreadable, uri);
        }
        if (e.getCause() instanceof DomainException refusal) {
            return map(refusal, uri);
        }
        Response given = e.getResponse();
        return switch (given.getStatusInfo().getFamily()) {
            case CLIENT_ERROR -> clientError(e, uri);
            case SERVER_ERROR -> unexpected(e, uri, request);
            // A redirect or a complete answer stays as it is.
            default -> given;
        };
    }

    private static Response clientError(WebApplicationException e, UriInfo uri) {
        if (e instanceof NotFoundException && e.getCause() != null) {
            // The path exists: one of its parameters could not be converted.
            String detail = "A parameter in the path or query has the wrong type.";
            return refusal(new MalformedParameterException(detail), uri).build();
        }
        return problem(Problem.of(e.getResponse().getStatusInfo(), uri.getPath()))
                .build();
    }

    /** The subclass is named because the framework has a mapper of its own for it, which would win. */
    @ServerExceptionMapper({JsonProcessingException.class, MismatchedInputException.class})
    Response unreadable(JsonProcessingException e, UriInfo uri) {
        if (e instanceof JsonMappingException mapping && !mapping.getPath().isEmpty()) {
            return validation(
                    "The body is not valid.",
                    uri,
                    List.of(new Problem.FieldError(field(mapping), "has the wrong type or an unknown value")));
        }
        return refusal(new MalformedJsonException(), uri).build();
    }

    @ServerExceptionMapper
    Response unexpected(Throwable e, UriInfo uri, Request request, RoutingContext context) {
        if (context.response().ended()) {
            // LoadShedding has answered already, so this answer reaches nobody.
            return Response.noContent().build();
        }
        return unexpected(e, uri, request);
    }

    private Response unexpected(Throwable e, UriInfo uri, Request request) {
        Optional<String> outage = Outages.sentence(e);
        if (outage.isPresent()) {
            return outage(
                    outage.get(),
                    e,
                    "The service is busy. Ask again; with an Idempotency-Key nothing is done twice.",
                    uri);
        }
        LOG.errorf(e, "Unexpected failure of %s %s", request.getMethod(), LoggedPath.of(uri.getPath()));
        return problem(Problem.ofUnexpected(uri.getPath())).build();
    }

    /**
     * The answer 503 to a request that fails because of an outage elsewhere.
     *
     * @param what is out, for the log
     * @param detail for the client
     */
    public Response outage(String what, Throwable failure, String detail, UriInfo uri) {
        tell(what, failure);
        return map(new UnavailableException(detail), uri);
    }

    /** Logs the first of several failures for the same reason. The component that watches the failed dependency logs its return. */
    private void tell(String what, Throwable outage) {
        long now = System.nanoTime();
        Long last = failedNanos.put(what, now);
        if (last == null || now - last >= QUIET_NANOS) {
            LOG.warnf("Answered 503: %s (%s)", what, OneLine.of(outage));
        }
    }

    public static Response.ResponseBuilder problem(Problem problem) {
        return response(problem.status(), problem);
    }

    /** @param body a success, or a problem from 400 on; either an object or its JSON */
    public static Response.ResponseBuilder response(int status, Object body) {
        Response.ResponseBuilder response = Response.status(status)
                .type(status < 400 ? MediaType.APPLICATION_JSON : Problem.MEDIA_TYPE)
                .entity(body);
        return status == 401 ? response.header(HttpHeaders.WWW_AUTHENTICATE, "Bearer") : response;
    }

    private static Response validation(String detail, UriInfo uri, List<Problem.FieldError> errors) {
        return problem(Problem.of(new ValidationException(detail), errors, uri.getPath()))
                .build();
    }

    /** The path below the parameter for a field of a body, otherwise the parameter's name. */
    private static String field(ConstraintViolation<?> violation) {
        List<Path.Node> nodes = StreamSupport.stream(violation.getPropertyPath().spliterator(), false)
                .toList();
        List<Path.Node> fields = nodes.stream()
                .filter(node -> node.getKind() == ElementKind.PROPERTY)
                .toList();
        return (fields.isEmpty() ? nodes.subList(nodes.size() - 1, nodes.size()) : fields)
                .stream().map(Path.Node::toString).collect(Collectors.joining("."));
    }

    private static String field(JsonMappingException e) {
        return e.getPath().stream()
                .map(reference -> reference.getFieldName() != null
                        ? "." + reference.getFieldName()
                        : "[" + reference.getIndex() + "]")
                .collect(Collectors.joining())
                .replaceFirst("^\\.", "");
    }
}

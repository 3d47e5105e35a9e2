package io.onsale.common.adapter.in.rest;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonMappingException;
import io.onsale.common.domain.DomainException;
import io.onsale.common.domain.UnavailableException;
import jakarta.validation.ConstraintViolation;
import jakarta.validation.ConstraintViolationException;
import jakarta.validation.ElementKind;
import jakarta.validation.Path;
import jakarta.ws.rs.WebApplicationException;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.UriInfo;
import java.sql.SQLException;
import java.sql.SQLTransientException;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;
import org.hibernate.exception.JDBCConnectionException;
import org.hibernate.exception.LockAcquisitionException;
import org.jboss.logging.Logger;
import org.jboss.resteasy.reactive.server.ServerExceptionMapper;

/** Turns whatever a request ends in, if not in success, into a problem document. */
public class ProblemMapper {
    private static final Logger LOG = Logger.getLogger(ProblemMapper.class);

    @ServerExceptionMapper
    Response refusal(DomainException e, UriInfo uri) {
        Response.ResponseBuilder response = problem(Problem.of(e, uri.getPath()));
        e.retryAfter().ifPresent(wait -> response.header(HttpHeaders.RETRY_AFTER, Math.max(1, wait.toSeconds())));
        return response.build();
    }

    @ServerExceptionMapper
    Response invalid(ConstraintViolationException e, UriInfo uri) {
        List<Problem.FieldError> errors = e.getConstraintViolations().stream()
                .map(violation -> new Problem.FieldError(field(violation), violation.getMessage()))
                .sorted((a, b) -> a.field().compareTo(b.field()))
                .toList();
        return validation("The request is not valid.", uri, errors);
    }

    /** Path or query, method, media type: what the router refuses; and bodies that Jackson cannot read. */
    @ServerExceptionMapper
    Response refusedByServer(WebApplicationException e, UriInfo uri) {
        if (e.getCause() instanceof JsonProcessingException unreadable) {
            return unreadable(unreadable, uri);
        }
        Response given = e.getResponse();
        Response.Status status = Response.Status.fromStatusCode(given.getStatus());
        if (status == null) {
            return given;
        }
        // A redirect or a complete answer is none of our business.
        if (status.getFamily() != Response.Status.Family.CLIENT_ERROR) {
            return status.getFamily() == Response.Status.Family.SERVER_ERROR ? unexpected(e, uri) : given;
        }
        Response.ResponseBuilder response =
                problem(Problem.of(status, status.name(), status.getReasonPhrase() + ".", uri.getPath()));
        if (given.getHeaderString(HttpHeaders.ALLOW) != null) {
            response.header(HttpHeaders.ALLOW, given.getHeaderString(HttpHeaders.ALLOW));
        }
        return response.build();
    }

    @ServerExceptionMapper
    Response unreadable(JsonProcessingException e, UriInfo uri) {
        if (e instanceof JsonMappingException mapping && !mapping.getPath().isEmpty()) {
            return validation(
                    "The body is not valid.",
                    uri,
                    List.of(new Problem.FieldError(field(mapping), "has the wrong type or an unknown value")));
        }
        String detail = "The body is not the JSON that is expected here.";
        return problem(Problem.of(Response.Status.BAD_REQUEST, "MALFORMED_JSON", detail, uri.getPath())).build();
    }

    @ServerExceptionMapper
    Response unexpected(Throwable e, UriInfo uri) {
        if (isOutage(e)) {
            LOG.warnf("Answered 503: the database is not available (%s)", rootMessage(e));
            return refusal(new UnavailableException("The service is busy. Nothing was changed."), uri);
        }
        LOG.errorf(e, "Unexpected failure of %s", uri.getPath());
        String detail = "Something went wrong on our side.";
        return problem(Problem.of(Response.Status.INTERNAL_SERVER_ERROR, "INTERNAL_ERROR", detail, uri.getPath())).build();
    }

    static Response.ResponseBuilder problem(Problem problem) {
        return Response.status(problem.status()).type(MediaType.valueOf(Problem.MEDIA_TYPE)).entity(problem);
    }

    private static Response validation(String detail, UriInfo uri, List<Problem.FieldError> errors) {
        return problem(Problem.of(Response.Status.BAD_REQUEST, "VALIDATION", detail, uri.getPath(), errors)).build();
    }

    /** The path below the parameter for a body's field, the parameter's name otherwise. */
    private static String field(ConstraintViolation<?> violation) {
        List<Path.Node> nodes =
                StreamSupport.stream(violation.getPropertyPath().spliterator(), false).toList();
        List<Path.Node> fields = nodes.stream().filter(node -> node.getKind() == ElementKind.PROPERTY).toList();
        return (fields.isEmpty() ? nodes.subList(nodes.size() - 1, nodes.size()) : fields)
                .stream().map(Path.Node::toString).collect(Collectors.joining("."));
    }

    private static String field(JsonMappingException e) {
        return e.getPath().stream()
                .map(reference -> reference.getFieldName() != null ? "." + reference.getFieldName() : "[" + reference.getIndex() + "]")
                .collect(Collectors.joining())
                .replaceFirst("^\\.", "");
    }

    /** No connection to be had, or a lock not got in time: nothing was committed, and another try may succeed. */
    private static boolean isOutage(Throwable e) {
        for (Throwable cause = e; cause != null; cause = cause.getCause()) {
            if (cause instanceof JDBCConnectionException
                    || cause instanceof LockAcquisitionException
                    || cause instanceof jakarta.persistence.LockTimeoutException
                    || cause instanceof jakarta.persistence.PessimisticLockException
                    || cause instanceof SQLTransientException
                    || cause instanceof SQLException sql && sql.getSQLState() != null && sql.getSQLState().startsWith("08")) {
                return true;
            }
        }
        return false;
    }

    private static String rootMessage(Throwable e) {
        Throwable root = e;
        while (root.getCause() != null) {
            root = root.getCause();
        }
        return root.getClass().getSimpleName();
    }
}

package io.onsale.platform.web;

import com.fasterxml.jackson.annotation.JsonAnyGetter;
import com.fasterxml.jackson.annotation.JsonInclude;
import io.onsale.kernel.DomainException;
import io.onsale.kernel.ErrorKind;
import io.quarkus.runtime.annotations.RegisterForReflection;
import jakarta.ws.rs.core.Response;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/**
 * A problem document (RFC 9457), with the stable code by which a client tells rules apart.
 *
 * @param instance the path that was asked for
 * @param errors what is wrong with which field; left out unless the request did not validate
 * @param members further members by name
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
@RegisterForReflection
@Schema // each refusal of the API is one
public record Problem(
        String type,
        String title,
        int status,
        String detail,
        String instance,
        String code,
        List<FieldError> errors,
        @JsonAnyGetter @Schema(hidden = true) Map<String, Object> members) {

    public static final String MEDIA_TYPE = "application/problem+json";

    /** The status 422 of RFC 9110, which the API of Jakarta does not know yet. */
    private static final Response.StatusType UNPROCESSABLE_CONTENT = new Response.StatusType() {
        @Override
        public int getStatusCode() {
            return 422;
        }

        @Override
        public Response.Status.Family getFamily() {
            return Response.Status.Family.CLIENT_ERROR;
        }

        @Override
        public String getReasonPhrase() {
            return "Unprocessable Content";
        }
    };

    /** @param field as the client wrote it, e.g. {@code seats[0].price} */
    @RegisterForReflection
    public record FieldError(String field, String reason) {}

    /** A refusal of HTTP itself, in the words of its status. */
    public static Problem of(Response.StatusType status, String instance) {
        String phrase = status.getStatusCode() == 413 ? "Payload Too Large" : status.getReasonPhrase();
        String code = phrase.toUpperCase(Locale.ROOT).replaceAll("[^A-Z]+", "_");
        return of(status, code, phrase + ".", instance, null, Map.of());
    }

    /** A failure of the service, whose reason stays inside. */
    public static Problem ofUnexpected(String instance) {
        String detail = "Something went wrong on our side.";
        return of(Response.Status.INTERNAL_SERVER_ERROR, "INTERNAL_ERROR", detail, instance, null, Map.of());
    }

    public static Problem of(DomainException refusal, String instance) {
        return of(refusal, null, instance);
    }

    static Problem of(DomainException refusal, List<FieldError> errors, String instance) {
        return of(status(refusal.kind()), refusal.code(), refusal.getMessage(), instance, errors, refusal.members());
    }

    private static Problem of(
            Response.StatusType status,
            String code,
            String detail,
            String instance,
            List<FieldError> errors,
            Map<String, Object> members) {
        String type = "urn:onsale:problem:" + code.toLowerCase(Locale.ROOT).replace('_', '-');
        return new Problem(
                type, status.getReasonPhrase(), status.getStatusCode(), detail, instance, code, errors, members);
    }

    /** The only place where a kind of refusal becomes an HTTP status. */
    public static Response.StatusType status(ErrorKind kind) {
        return switch (kind) {
            case INVALID -> Response.Status.BAD_REQUEST;
            case UNAUTHENTICATED -> Response.Status.UNAUTHORIZED;
            case PAYMENT_REQUIRED -> Response.Status.PAYMENT_REQUIRED;
            case FORBIDDEN -> Response.Status.FORBIDDEN;
            case NOT_FOUND -> Response.Status.NOT_FOUND;
            case CONFLICT -> Response.Status.CONFLICT;
            case GONE -> Response.Status.GONE;
            case PRECONDITION_REQUIRED -> Response.Status.PRECONDITION_REQUIRED;
            case REUSED_KEY -> UNPROCESSABLE_CONTENT;
            case TOO_MANY_REQUESTS -> Response.Status.TOO_MANY_REQUESTS;
            case UNAVAILABLE -> Response.Status.SERVICE_UNAVAILABLE;
        };
    }
}

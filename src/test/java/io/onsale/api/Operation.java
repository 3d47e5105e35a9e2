package io.onsale.api;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;

/**
 * One operation of the API: a call of it in which nothing is wrong, and what becomes of it with one mistake. What every operation of its
 * shape can be asked wrongly is derived from the call; the rules of the operation itself are said one by one.
 */
final class Operation {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String TOO_LARGE = "{\"padding\":\"" + "x".repeat(1 << 20) + "\"}";

    /** @param token the bearer token, or null */
    record Call(
            String method,
            String path,
            Map<String, String> ids,
            String token,
            Map<String, List<String>> headers,
            String type,
            String body) {
        Call method(String other) {
            return new Call(other, path, ids, token, headers, type, body);
        }

        Call id(String name, String value) {
            return new Call(method, path, with(ids, name, value), token, headers, type, body);
        }

        Call token(String other) {
            return new Call(method, path, ids, other, headers, type, body);
        }

        /** @param values one in each header of this name */
        Call header(String name, String... values) {
            return new Call(method, path, ids, token, with(headers, name, List.of(values)), type, body);
        }

        Call query(String query) {
            return new Call(method, path + "?" + query, ids, token, headers, type, body);
        }

        Call body(String mediaType, String text) {
            return new Call(method, path, ids, token, headers, mediaType, text);
        }

        Call body(String text) {
            return body("application/json", text);
        }

        Call field(String name, Object value) {
            ObjectNode changed = json(body).deepCopy();
            changed.set(name, JSON.valueToTree(value));
            return body(changed.toString());
        }

        Call without(String name) {
            ObjectNode changed = json(body).deepCopy();
            changed.remove(name);
            return body(changed.toString());
        }

        private static <T> Map<String, T> with(Map<String, T> map, String name, T value) {
            var changed = new LinkedHashMap<>(map);
            changed.put(name, value);
            return changed;
        }
    }

    /** @param field the one that the answer must name, or null */
    record Mistake(String kind, Call call, int status, String code, String field) {}

    private Call right;
    /** Made once the right call is complete. */
    private final List<Supplier<Mistake>> mistakes = new ArrayList<>();

    private final List<Supplier<Mistake>> whenLate = new ArrayList<>();

    private Operation(Call right) {
        this.right = right;
    }

    static Operation of(String method, String path) {
        return new Operation(new Call(method, "/api/v1" + path, Map.of(), null, Map.of(), null, null))
                .wrong("oversized body", call -> call.body(TOO_LARGE), 413, "PAYLOAD_TOO_LARGE")
                .wrong("wrong method", call -> call.method("PATCH"), 405, "METHOD_NOT_ALLOWED");
    }

    String name() {
        return right.method + " " + right.path;
    }

    List<Mistake> mistakes() {
        return mistakes.stream().map(Supplier::get).toList();
    }

    /** Those that are mistakes only after deadlines have passed and holds have ended. */
    List<Mistake> mistakesWhenLate() {
        return whenLate.stream().map(Supplier::get).toList();
    }

    /** @param unknown the code when there is nothing of this id */
    Operation id(String name, String value, String unknown) {
        return id(name, value)
                .wrong(
                        "unknown id: " + name,
                        call -> call.id(name, UUID.randomUUID().toString()),
                        404,
                        unknown);
    }

    /** An id that is not looked up. */
    Operation id(String name, String value) {
        right = right.id(name, value);
        return wrong("id that is none: " + name, call -> call.id(name, "1-1-1-1-1"), 400, "MALFORMED_ID");
    }

    Operation token(String token) {
        right = right.token(token);
        String forged = token.substring(0, 20) + (token.charAt(20) == 'A' ? 'B' : 'A') + token.substring(21);
        return wrong("no credentials", call -> call.token(null), 401, "CREDENTIALS_MISSING")
                .wrong(
                        "other scheme",
                        call -> call.token(null).header("Authorization", "Basic dTpw"),
                        401,
                        "CREDENTIALS_MISSING")
                .wrong(
                        "nothing for credentials",
                        call -> call.token(null).header("Authorization", ""),
                        401,
                        "CREDENTIALS_MISSING")
                .wrong(
                        "two tokens",
                        call -> call.token(null).header("Authorization", "Bearer " + token, "Bearer " + token),
                        400,
                        "DUPLICATE_HEADER")
                .wrong("forged token", call -> call.token(forged), 401, "QUEUE_TOKEN_INVALID")
                .wrong("no token at all", call -> call.token("a.b.c"), 401, "QUEUE_TOKEN_INVALID");
    }

    /** A valid body with all fields; those that may be left out are named. */
    Operation body(Map<String, Object> body, String... optional) {
        right = right.body(JSON.valueToTree(body).toString());
        for (String field : body.keySet()) {
            if (!List.of(optional).contains(field)) {
                wrong("missing field " + field, call -> call.without(field), 400, "VALIDATION", field);
                wrong("null for " + field, call -> call.field(field, null), 400, "VALIDATION", field);
            }
            Object scalar = body.get(field) instanceof String ? (Object) 12345 : "x";
            wrong("wrong type of " + field, call -> call.field(field, scalar), 400, "VALIDATION", field);
            wrong("object for " + field, call -> call.field(field, Map.of("a", 1)), 400, "VALIDATION", field);
        }
        return wrong("malformed JSON", call -> call.body("{\"a\":"), 400, "MALFORMED_JSON")
                .wrong("two documents", call -> call.body(call.body() + "{}"), 400, "MALFORMED_JSON")
                .wrong("array", call -> call.body("[]"), 400, "MALFORMED_JSON")
                .wrong("text", call -> call.body("\"x\""), 400, "MALFORMED_JSON")
                .wrong("deep nesting", call -> call.body("{\"unknown\":" + "[".repeat(20_000)), 400, "MALFORMED_JSON")
                .wrong("null", call -> call.body("null"), 400, "VALIDATION")
                .wrong("no body", call -> call.body(""), 400, "VALIDATION")
                .wrong(
                        "wrong content type",
                        call -> call.body("text/plain", call.body()),
                        415,
                        "UNSUPPORTED_MEDIA_TYPE");
    }

    /** One that may be left out, and has a value where it is not. */
    Operation parameter(String name, String value) {
        String given = name + "=" + value;
        return wrong("nothing for " + name, call -> call.query(name + "="), 400, "MALFORMED_PARAMETER")
                .wrong(name + " without a value", call -> call.query(name), 400, "MALFORMED_PARAMETER")
                .wrong("two of " + name, call -> call.query(given + "&" + given), 400, "MALFORMED_PARAMETER");
    }

    Operation paged() {
        return parameter("page", "0")
                .parameter("size", "1")
                .wrong("page that is no number", call -> call.query("page=abc"), 400, "MALFORMED_PARAMETER")
                .wrong("page beyond any number", call -> call.query("page=99999999999"), 400, "MALFORMED_PARAMETER")
                .wrong("negative page", call -> call.query("page=-1"), 400, "VALIDATION", "page")
                .wrong("empty page", call -> call.query("size=0"), 400, "VALIDATION", "size")
                .wrong("page too large", call -> call.query("size=1001"), 400, "VALIDATION", "size");
    }

    /** @param used a key under which the caller has already sent something else */
    Operation idempotent(String used) {
        return wrong(
                        "used idempotency key",
                        call -> call.header("Idempotency-Key", used),
                        422,
                        "IDEMPOTENCY_KEY_REUSED")
                .idempotencyKeys();
    }

    /** Whatever is not one key is no key, and never taken for none. */
    Operation idempotencyKeys() {
        return key("too long", "k".repeat(256))
                .key("that is empty", "")
                .key("that is blank", " \t ")
                .key("twice", "k", "k")
                .key("and another", "k", "l")
                .key("and an empty one", "", "k");
    }

    private Operation key(String kind, String... values) {
        return wrong(
                "idempotency key " + kind,
                call -> call.header("Idempotency-Key", values),
                400,
                "IDEMPOTENCY_KEY_INVALID");
    }

    Operation wrong(String kind, UnaryOperator<Call> change, int status, String code) {
        return wrong(kind, change, status, code, null);
    }

    Operation wrong(String kind, UnaryOperator<Call> change, int status, String code, String field) {
        mistakes.add(() -> new Mistake(kind, change.apply(right), status, code, field));
        return this;
    }

    Operation wrongWhenLate(String kind, UnaryOperator<Call> change, int status, String code) {
        whenLate.add(() -> new Mistake(kind, change.apply(right), status, code, null));
        return this;
    }

    private static ObjectNode json(String text) {
        try {
            return (ObjectNode) JSON.readTree(text);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException(e);
        }
    }
}

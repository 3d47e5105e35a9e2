package io.onsale.api;

import static io.restassured.RestAssured.given;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.IntPredicate;

/** The OpenAPI document, as everybody gets it. */
record ApiDocument(JsonNode root) {
    private static final Set<String> METHODS = Set.of("get", "put", "post", "delete", "patch");

    static ApiDocument read() {
        try {
            return new ApiDocument(new ObjectMapper()
                    .readTree(given().get("/q/openapi?format=json").asString()));
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }

    /** By operation, such as {@code GET /api/v1/concerts}, the codes of its problems with such a status. */
    Map<String, Set<String>> refusals(IntPredicate ofStatus) {
        var refusals = new TreeMap<String, Set<String>>();
        root.get("paths")
                .fields()
                .forEachRemaining(path -> path.getValue().fields().forEachRemaining(operation -> {
                    if (METHODS.contains(operation.getKey())) {
                        refusals.put(
                                operation.getKey().toUpperCase(Locale.ROOT) + " " + path.getKey(),
                                codes(operation.getValue(), ofStatus));
                    }
                }));
        return refusals;
    }

    private static Set<String> codes(JsonNode operation, IntPredicate ofStatus) {
        var codes = new TreeSet<String>();
        operation.get("responses").fields().forEachRemaining(response -> {
            int status = Integer.parseInt(response.getKey());
            if (status >= 400 && ofStatus.test(status)) {
                response.getValue()
                        .at("/content/application~1problem+json/schema/allOf/1/properties/code/enum")
                        .forEach(code -> codes.add(code.asText()));
            }
        });
        return codes;
    }
}

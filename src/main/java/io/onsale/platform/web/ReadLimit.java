package io.onsale.platform.web;

import io.vertx.core.http.HttpServerRequest;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;

/** The rate limit on public reads that are not answered from memory, so that one address cannot have everything loaded anew. */
public interface ReadLimit {
    /** @return the answer; fails with a refusal if the address asks too often */
    <T> CompletionStage<T> within(HttpServerRequest request, Supplier<CompletionStage<T>> answer);
}

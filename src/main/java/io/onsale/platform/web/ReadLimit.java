package io.onsale.platform.web;

import io.vertx.core.http.HttpServerRequest;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;

/** What keeps an address from having everything read anew: asked only for a read that is not answered from memory. */
public interface ReadLimit {
    /** @return the answer; fails with a refusal if the address asks too often */
    <T> CompletionStage<T> within(HttpServerRequest request, Supplier<CompletionStage<T>> answer);
}

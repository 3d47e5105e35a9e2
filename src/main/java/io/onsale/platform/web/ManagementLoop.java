package io.onsale.platform.web;

import io.netty.channel.EventLoop;
import io.netty.channel.EventLoopGroup;
import io.quarkus.vertx.http.HttpServerOptionsCustomizer;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.impl.ContextInternal;
import jakarta.enterprise.context.ApplicationScoped;

/**
 * The separation of the API from the event loop that answers health and metrics, so that they are answered however busy the API is (ADR
 * 54). The framework listens for them on the context of the thread that starts it, and gives the API the next event loops of the group, one
 * after the other. The API gets one loop fewer than there are ({@link HttpLoops}), beginning with the loop behind that of health and
 * metrics.
 */
@ApplicationScoped
public class ManagementLoop implements HttpServerOptionsCustomizer {
    private final Vertx vertx;

    public ManagementLoop(Vertx vertx) {
        this.vertx = vertx;
    }

    /** Runs on the thread that starts the servers, right before it starts that of the API. */
    @Override
    public void customizeHttpServer(HttpServerOptions options) {
        EventLoop management = ((ContextInternal) vertx.getOrCreateContext()).nettyEventLoop();
        EventLoopGroup loops = vertx.nettyEventLoopGroup();
        EventLoop first = loops.next();
        for (EventLoop next = first; next != management; ) {
            next = loops.next();
            if (next == first) {
                throw new IllegalStateException("the event loop of the management server is none of the group");
            }
        }
    }
}

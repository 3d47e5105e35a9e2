package io.onsale.platform.web;

import io.netty.channel.EventLoop;
import io.netty.channel.EventLoopGroup;
import io.quarkus.vertx.http.HttpServerOptionsCustomizer;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.impl.ContextInternal;
import jakarta.enterprise.context.ApplicationScoped;

/**
 * Keeps the API off the event loop that answers for health and metrics, so that they are answered whatever the API is at. The framework listens
 * for those on the context of the thread that starts it, and gives the API the next event loops of the group, one after the other: it is asked
 * for as many as there are but one ({@link HttpLoops}), and they begin behind the one that is to be left out.
 */
@ApplicationScoped
public class ManagementLoop implements HttpServerOptionsCustomizer {
    private final Vertx vertx;

    public ManagementLoop(Vertx vertx) {
        this.vertx = vertx;
    }

    /** On the thread that starts the servers, right before it starts that of the API. */
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

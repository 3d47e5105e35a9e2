package io.onsale.platform.web;

import io.micrometer.core.instrument.Metrics;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.ChannelPipeline;
import io.netty.handler.codec.http.HttpRequestDecoder;
import io.netty.handler.codec.http.HttpResponseEncoder;
import io.quarkus.runtime.configuration.MemorySize;
import io.smallrye.config.SmallRyeConfig;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.impl.VertxBuilder;
import io.vertx.core.impl.transports.JDKTransport;
import io.vertx.core.net.NetServerOptions;
import io.vertx.core.spi.VertxServiceProvider;
import org.eclipse.microprofile.config.Config;
import org.eclipse.microprofile.config.ConfigProvider;

/**
 * The set-up of every connection to this process, on any port. Requests are read strictly (ADR 36) and one at a time (ADR 39); a message
 * that is no request is refused before the framework sees it, which would answer without a problem document or log a failure of its own;
 * and answers wait for slow readers. The framework offers no other place for that: it opens its servers itself, lets nobody handle requests
 * that it cannot read, and copies a whole answer to the buffer before the socket. Vert.x finds this class through
 * {@code META-INF/services}.
 */
public class HttpConnections implements VertxServiceProvider {
    @Override
    public void init(VertxBuilder builder) {
        if (builder.findTransport() instanceof JDKTransport) {
            builder.findTransport(new Transport());
        }
    }

    private static final class Transport extends JDKTransport {
        private UnsentAnswers unsent;

        @Override
        public void configure(NetServerOptions options, boolean domainSocket, ServerBootstrap server) {
            super.configure(options, domainSocket, server);
            server.childOption(ChannelOption.WRITE_BUFFER_WATER_MARK, PacedAnswers.BEFORE_THE_SOCKET);
            server.childOption(ChannelOption.SO_SNDBUF, PacedAnswers.IN_THE_KERNEL);
            server.childHandler(new Initializer(server.config().childHandler(), limits(), unsent()));
        }

        private synchronized UnsentAnswers unsent() {
            if (unsent == null) {
                HttpConfig config =
                        ConfigProvider.getConfig().unwrap(SmallRyeConfig.class).getConfigMapping(HttpConfig.class);
                unsent = new UnsentAnswers(config.maxUnsent().asLongValue(), config.takenWithin());
                unsent.measure(Metrics.globalRegistry);
            }
            return unsent;
        }

        /** The limits of the API hold for all ports: no client has to send more to the other ports. */
        private static HttpServerOptions limits() {
            Config config = ConfigProvider.getConfig();
            var limits = new HttpServerOptions();
            config.getOptionalValue("quarkus.http.limits.max-header-size", MemorySize.class)
                    .ifPresent(size -> limits.setMaxHeaderSize((int) size.asLongValue()));
            config.getOptionalValue("quarkus.http.limits.max-initial-line-length", Integer.class)
                    .ifPresent(limits::setMaxInitialLineLength);
            return limits;
        }
    }

    private static final class Initializer extends ChannelInitializer<Channel> {
        private final ChannelHandler ofTheFramework;
        private final HttpServerOptions limits;
        private final UnsentAnswers unsent;

        Initializer(ChannelHandler ofTheFramework, HttpServerOptions limits, UnsentAnswers unsent) {
            this.ofTheFramework = ofTheFramework;
            this.limits = limits;
            this.unsent = unsent;
        }

        @Override
        protected void initChannel(Channel channel) {
            channel.pipeline().addLast(ofTheFramework);
            if (!readStrictly(channel.pipeline(), limits, unsent)) {
                channel.pipeline().addLast(new OnFirstBytes(limits, unsent));
            }
        }
    }

    /** The set-up for a pipeline that first waits for the end of a TLS handshake, or for the version of HTTP. */
    private static final class OnFirstBytes extends ChannelInboundHandlerAdapter {
        private final HttpServerOptions limits;
        private final UnsentAnswers unsent;

        OnFirstBytes(HttpServerOptions limits, UnsentAnswers unsent) {
            this.limits = limits;
            this.unsent = unsent;
        }

        @Override
        public void channelRead(ChannelHandlerContext context, Object bytes) {
            readStrictly(context.pipeline(), limits, unsent);
            context.fireChannelRead(bytes);
            context.pipeline().remove(this);
        }
    }

    private static boolean readStrictly(ChannelPipeline pipeline, HttpServerOptions limits, UnsentAnswers unsent) {
        ChannelHandlerContext decoder = pipeline.context(HttpRequestDecoder.class);
        ChannelHandlerContext encoder = pipeline.context(HttpResponseEncoder.class);
        if (decoder == null || encoder == null) {
            return false;
        }
        var requests = new PipelinedRequests();
        pipeline.replace(decoder.handler(), decoder.name(), new StrictRequestDecoder(limits, requests));
        pipeline.addBefore(encoder.name(), null, new PacedAnswers(unsent));
        pipeline.addAfter(encoder.name(), null, requests);
        pipeline.addAfter(encoder.name(), null, new RefusedMessages());
        return true;
    }
}

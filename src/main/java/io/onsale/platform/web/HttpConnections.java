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
 * Each connection to this process, on whatever port: HTTP is read strictly there, one request at a time (ADR 39), and what is none is refused
 * before the framework sees it, which answers it without a problem document, or logs it as a failure of its own; and answers wait for whoever is
 * slow to take them. The framework offers no other place for that: it opens its servers itself, takes nobody's word on requests that it cannot
 * read, and copies an answer as a whole to where the socket takes it from. (Found by {@code META-INF/services}.)
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

        /** Those of the API for all ports: nobody has to send more to the others. */
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

    /** Where the pipeline waits for the end of a TLS handshake, or to see which version of HTTP it will be. */
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

package io.onsale.platform.web;

import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPromise;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpStatusClass;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.util.ReferenceCountUtil;

/**
 * The limit of one request at a time on a connection (ADR 39). The framework would begin the next request within the end of the answer
 * before, thousands deep where thousands are pipelined, and a stack that overflows there leaves the queues of the event loop broken.
 * Meanwhile the next requests are neither decoded nor read from the socket, until the client has taken the answer: a client that takes no
 * answers gets no more of them. Each connection has one of these handlers.
 */
final class PipelinedRequests extends ChannelDuplexHandler {
    private enum Stage {
        NONE,
        UNDER_WAY,
        /** Answered and read, but the framework's part is still on the stack. */
        ENDING,
        /** No other request follows: the answer said so, or the connection has left HTTP. */
        LAST
    }

    private Stage stage = Stage.NONE;
    private boolean read;
    private boolean answered;
    /** The head of the current answer has been written. */
    private boolean begun;

    private boolean waiting;

    /**
     * Asked before each part is decoded: the body of the request under way goes through, later requests wait. Then no more is read from the
     * socket; if the framework makes the connection read on, as it does for the body of a request, this is asked again.
     */
    boolean holdsBack(ChannelHandlerContext context) {
        if (!isShut()) {
            return false;
        }
        waiting = true;
        context.channel().config().setAutoRead(false);
        return true;
    }

    boolean isShut() {
        return stage == Stage.ENDING || stage != Stage.NONE && read;
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        if (message instanceof HttpContent && read) {
            ReferenceCountUtil.release(message); // of a dropped request, since the one before it was the last
            return;
        }
        if (message instanceof HttpRequest) {
            stage = Stage.UNDER_WAY;
            read = false;
            answered = false;
        }
        if (message instanceof LastHttpContent) {
            read = true;
        }
        context.fireChannelRead(message);
        endIfDone(context);
    }

    @Override
    public void write(ChannelHandlerContext context, Object message, ChannelPromise written) {
        boolean isLastPart = message instanceof LastHttpContent;
        if (message instanceof HttpResponse response) {
            if (response.status().equals(HttpResponseStatus.SWITCHING_PROTOCOLS)) {
                leave(context);
            }
            begun = response.status().codeClass() != HttpStatusClass.INFORMATIONAL;
            if (begun && !HttpUtil.isKeepAlive(response)) {
                stage = Stage.LAST;
            }
        }
        if (begun && isLastPart) {
            begun = false;
            written = written.unvoid().addListener(sent -> {
                answered = true;
                endIfDone(context);
            });
        }
        context.write(message, written);
    }

    private void endIfDone(ChannelHandlerContext context) {
        if (stage == Stage.UNDER_WAY && read && answered) {
            stage = Stage.ENDING;
            context.executor().execute(() -> goOn(context));
        }
    }

    private void goOn(ChannelHandlerContext context) {
        if (stage != Stage.ENDING) {
            return;
        }
        stage = Stage.NONE;
        if (!waiting) {
            return;
        }
        waiting = false;
        // First, so that the framework may stop it again for the body of the next request.
        context.channel().config().setAutoRead(true);
        ChannelHandlerContext decoder = context.pipeline().context(StrictRequestDecoder.class);
        if (decoder != null) {
            ((StrictRequestDecoder) decoder.handler()).goOn(decoder);
        }
    }

    /** Hands the connection over to another protocol, whose handlers take what is left in the decoder. */
    private void leave(ChannelHandlerContext context) {
        stage = Stage.LAST;
        if (waiting) {
            context.channel().config().setAutoRead(true);
        }
    }
}

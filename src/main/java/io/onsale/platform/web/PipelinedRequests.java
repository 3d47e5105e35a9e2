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
 * Lets the framework have one request of a connection at a time: it would begin the next one within the end of the answer before, thousands
 * deep where thousands are pipelined, and a stack that overflows there leaves the queues of the event loop broken. What comes meanwhile is not
 * decoded, and no more of it is read; nor is it before the answer has been taken: who takes no answers gets no more of them. One of these for each
 * connection.
 */
final class PipelinedRequests extends ChannelDuplexHandler {
    private enum Stage {
        NONE,
        UNDER_WAY,
        /** Answered and read, on a stack that still has the framework's part in it. */
        ENDING,
        /** There is no other: the answer said so, or it is no HTTP any more. */
        LAST
    }

    private Stage stage = Stage.NONE;
    private boolean read;
    private boolean answered;
    /** Of the answer that is being written, the head was. */
    private boolean begun;

    private boolean waiting;

    /**
     * Asked before each part is decoded: the body of the request under way goes through, what comes behind it waits. It is then not read any
     * further; whoever has the framework read on, as it does to get the body of a request, gets here again.
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
            ReferenceCountUtil.release(message); // of a request that was dropped, since the one before was the last
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

    /** The connection is of another protocol from here on, whose handlers take what is left in the decoder. */
    private void leave(ChannelHandlerContext context) {
        stage = Stage.LAST;
        if (waiting) {
            context.channel().config().setAutoRead(true);
        }
    }
}

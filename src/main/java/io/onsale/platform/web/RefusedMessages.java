package io.onsale.platform.web;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPromise;
import io.netty.channel.socket.SocketChannel;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpStatusClass;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.handler.ssl.SslHandler;
import io.netty.util.ReferenceCountUtil;
import jakarta.ws.rs.core.Response;
import java.nio.channels.ClosedChannelException;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The answer to messages that are no request, or no valid body of one: a problem document and the end of the connection, once all requests
 * before have their answers. Each connection has one of these handlers.
 */
final class RefusedMessages extends ChannelDuplexHandler {
    /**
     * The time for what the client still sends: to close a connection with unread bytes takes the answer back with them (RFC 9112, 9.6).
     */
    private static final long LINGER_MILLIS = 1_000;

    private static final Map<HttpResponseStatus, byte[]> PROBLEMS = Stream.of(
                    HttpResponseStatus.BAD_REQUEST,
                    HttpResponseStatus.REQUEST_URI_TOO_LONG,
                    HttpResponseStatus.EXPECTATION_FAILED,
                    HttpResponseStatus.REQUEST_HEADER_FIELDS_TOO_LARGE)
            .collect(Collectors.toMap(Function.identity(), RefusedMessages::problem));

    private int unanswered;
    /** The head of the current answer has been written. */
    private boolean begun;
    /** The request that is being read says that it is the last one. */
    private boolean last;

    private HttpResponseStatus refusal;
    private boolean toHead;
    private boolean ended;

    private static byte[] problem(HttpResponseStatus status) {
        try {
            return new ObjectMapper()
                    .writeValueAsBytes(Problem.of(Response.Status.fromStatusCode(status.code()), null));
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        if (refusal != null || last && message instanceof HttpRequest) {
            ReferenceCountUtil.release(message);
        } else if (message instanceof HttpRequest request) {
            unanswered++;
            last = !HttpUtil.isKeepAlive(request);
            Optional<HttpResponseStatus> refused = StrictRequestDecoder.refusal(request);
            if (refused.isPresent()) {
                toHead = request.method().equals(HttpMethod.HEAD);
                refuse(context, message, refused.get());
            } else {
                context.fireChannelRead(message);
            }
        } else if (message instanceof HttpContent content
                && content.decoderResult().isFailure()) {
            refuse(context, message, HttpResponseStatus.BAD_REQUEST);
        } else {
            context.fireChannelRead(message);
        }
    }

    @Override
    public void write(ChannelHandlerContext context, Object message, ChannelPromise written) {
        if (ended) {
            ReferenceCountUtil.release(message);
            written.tryFailure(new ClosedChannelException());
            return;
        }
        boolean interim = message instanceof HttpResponse response
                && response.status().codeClass() == HttpStatusClass.INFORMATIONAL;
        begun |= message instanceof HttpResponse && !interim;
        context.write(message, written);
        if (begun && message instanceof LastHttpContent) {
            begun = false;
            unanswered--;
            answerInTurn(context);
        }
    }

    private void refuse(ChannelHandlerContext context, Object message, HttpResponseStatus status) {
        ReferenceCountUtil.release(message);
        refusal = status;
        answerInTurn(context);
    }

    private void answerInTurn(ChannelHandlerContext context) {
        if (refusal == null || unanswered > 1 || begun) {
            return;
        }
        ended = true;
        if (unanswered == 1) { // else the answer did not wait for the body
            context.write(answer());
        }
        context.writeAndFlush(Unpooled.EMPTY_BUFFER).addListener(sent -> end(context));
    }

    private FullHttpResponse answer() {
        byte[] problem = PROBLEMS.get(refusal);
        var answer = new DefaultFullHttpResponse(
                HttpVersion.HTTP_1_1, refusal, toHead ? Unpooled.EMPTY_BUFFER : Unpooled.wrappedBuffer(problem));
        answer.headers()
                .set(HttpHeaderNames.CONTENT_TYPE, Problem.MEDIA_TYPE)
                .set(HttpHeaderNames.CONTENT_LENGTH, problem.length)
                .set(HttpHeaderNames.CONNECTION, HttpHeaderValues.CLOSE);
        SecurityHeaders.addTo(answer.headers());
        return answer;
    }

    private static void end(ChannelHandlerContext context) {
        if (context.channel() instanceof SocketChannel socket
                && context.pipeline().get(SslHandler.class) == null) {
            socket.shutdownOutput();
        }
        context.channel().config().setAutoRead(true);
        context.executor().schedule(() -> context.close(), LINGER_MILLIS, TimeUnit.MILLISECONDS);
    }
}

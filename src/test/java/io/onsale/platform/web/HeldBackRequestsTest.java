package io.onsale.platform.web;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.DefaultHttpContent;
import io.netty.handler.codec.http.DefaultHttpResponse;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpResponseEncoder;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.util.ReferenceCountUtil;
import io.vertx.core.http.HttpServerOptions;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Tests of when the bytes of a connection reach the framework, whose part the test plays. */
class HeldBackRequestsTest {
    private final PipelinedRequests requests = new PipelinedRequests();
    private final EmbeddedChannel channel = new EmbeddedChannel(
            new StrictRequestDecoder(new HttpServerOptions(), requests),
            new HttpResponseEncoder(),
            new RefusedMessages(),
            requests);

    @AfterEach
    void close() {
        channel.finishAndReleaseAll();
    }

    @Test
    void givenTwoRequests_whenSentTogether_thenTheSecondWaitsForTheEndOfTheFirstAnswer() {
        // When
        send(get("/1") + get("/2") + get("/3"));
        // Then
        assertThat(arrived()).containsExactly("/1", "end");
        // When
        var head = new DefaultHttpResponse(HttpVersion.HTTP_1_1, HttpResponseStatus.OK);
        head.headers().set(HttpHeaderNames.TRANSFER_ENCODING, HttpHeaderValues.CHUNKED);
        channel.writeOutbound(head, new DefaultHttpContent(bytes("some")));
        // Then
        assertThat(arrived()).isEmpty();
        // When
        channel.writeOutbound(LastHttpContent.EMPTY_LAST_CONTENT);
        // Then
        assertThat(arrived()).containsExactly("/2", "end");
        answer();
        assertThat(arrived()).containsExactly("/3", "end");
    }

    /** The requests are far more than a stack is deep, and the framework answers each at once. */
    @Test
    void givenThousandsOfRequests_whenEachIsAnsweredAtOnce_thenTheyAreNotNested() {
        // Given
        var depth = new AtomicInteger();
        var deepest = new AtomicInteger();
        var answered = new AtomicInteger();
        channel.pipeline().addLast(new ChannelInboundHandlerAdapter() {
            @Override
            public void channelRead(ChannelHandlerContext context, Object message) {
                deepest.accumulateAndGet(depth.incrementAndGet(), Math::max);
                if (message instanceof LastHttpContent) {
                    answered.incrementAndGet();
                    context.writeAndFlush(anAnswer(HttpResponseStatus.OK));
                }
                depth.decrementAndGet();
            }
        });
        // When
        send(get("/1").repeat(5_000));
        channel.runPendingTasks();
        // Then
        assertThat(answered).hasValue(5_000);
        assertThat(deepest.get()).isLessThan(10);
    }

    @Test
    void givenMoreThanARequest_whenItIsUnderWay_thenNoMoreIsRead_andIsAgainAfterIt() {
        // Given
        assertThat(channel.config().isAutoRead()).isTrue();
        // When
        send(get("/1"));
        // Then
        assertThat(channel.config().isAutoRead()).isTrue();
        // When
        send(get("/2"));
        // Then
        assertThat(channel.config().isAutoRead()).isFalse();
        // When
        answer();
        // Then
        assertThat(arrived()).containsExactly("/1", "end", "/2", "end");
        assertThat(channel.config().isAutoRead()).isTrue();
    }

    /** Vert.x reads on in this way once it has taken a body that was too much at a time. */
    @Test
    void givenNoMoreIsRead_whenTheFrameworkReadsOn_thenItStopsAtTheNextBytes() {
        // Given
        send(get("/1") + get("/2"));
        // When
        channel.config().setAutoRead(true);
        send(get("/3"));
        // Then
        assertThat(channel.config().isAutoRead()).isFalse();
        assertThat(arrived()).containsExactly("/1", "end");
    }

    /** The framework stops reading for back-pressure of its own. */
    @Test
    void givenHeldBackBody_whenTheFrameworkStopsReadingWithin_thenThatStays() {
        // Given
        send(get("/1") + "POST /2 HTTP/1.1\r\nHost: a\r\nContent-Length: 4\r\n\r\nab");
        channel.pipeline().addLast(new StopsReading());
        // When
        answer();
        // Then
        assertThat(arrived()).containsExactly("/1", "end", "/2", "ab");
        assertThat(channel.config().isAutoRead()).isFalse();
    }

    private static final class StopsReading extends ChannelInboundHandlerAdapter {
        @Override
        public void channelRead(ChannelHandlerContext context, Object message) {
            if (message instanceof HttpContent) {
                context.channel().config().setAutoRead(false);
            }
            context.fireChannelRead(message);
        }
    }

    @Test
    void givenClientThatTakesNoAnswers_thenNoMoreRequestsAreBegun() {
        // Given
        send(get("/1") + get("/2"));
        arrived();
        // When
        channel.write(anAnswer(HttpResponseStatus.OK));
        channel.runPendingTasks();
        // Then
        assertThat(arrived()).isEmpty();
        // When
        channel.flush();
        channel.runPendingTasks();
        // Then
        assertThat(arrived()).containsExactly("/2", "end");
    }

    @Test
    void givenBody_whenItsRequestIsUnderWay_thenEachPartPassesAtOnce() {
        // Given
        send("POST /1 HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nab\r\n");
        assertThat(arrived()).containsExactly("/1", "ab");
        // When
        send("2\r\ncd\r\n");
        // Then
        assertThat(arrived()).containsExactly("cd");
        // When
        send("0\r\n\r\n" + get("/2"));
        // Then
        assertThat(arrived()).containsExactly("end");
    }

    @Test
    void givenAnswerBeforeTheEndOfTheBody_thenTheNextWaitsForThatEnd() {
        // Given
        send("POST /1 HTTP/1.1\r\nHost: a\r\nContent-Length: 4\r\n\r\nab");
        answer();
        assertThat(arrived()).containsExactly("/1", "ab");
        // When
        send("cd" + get("/2"));
        channel.runPendingTasks();
        // Then
        assertThat(arrived()).containsExactly("cd", "end", "/2", "end");
    }

    @Test
    void givenContinue_thenItIsNotTheAnswer() {
        // Given
        send("POST /1 HTTP/1.1\r\nHost: a\r\nContent-Length: 2\r\nExpect: 100-continue\r\n\r\n");
        // When
        channel.writeOutbound(anAnswer(HttpResponseStatus.CONTINUE));
        send("ab" + get("/2"));
        // Then
        assertThat(arrived()).containsExactly("/1", "ab", "end");
        answer();
        assertThat(arrived()).containsExactly("/2", "end");
    }

    @Test
    void givenEarlyHints_thenTheyAreNotTheAnswer() {
        send(get("/1") + get("/2"));
        channel.writeOutbound(anAnswer(HttpResponseStatus.EARLY_HINTS));
        assertThat(arrived()).containsExactly("/1", "end");
    }

    @Test
    void givenHead_thenItsAnswerEndsWithItsHeaders() {
        // Given
        send(get("/1").replace("GET", "HEAD") + get("/2"));
        // When
        var answer = anAnswer(HttpResponseStatus.OK);
        answer.headers().set(HttpHeaderNames.CONTENT_LENGTH, 100);
        channel.writeOutbound(answer);
        // Then
        assertThat(arrived()).containsExactly("/1", "end", "/2", "end");
    }

    @Test
    void givenAnswerThatClosesTheConnection_thenThereIsNoOtherRequest() {
        // Given
        send(get("/1") + get("/2"));
        // When
        HttpResponse answer = anAnswer(HttpResponseStatus.OK);
        answer.headers().set(HttpHeaderNames.CONNECTION, HttpHeaderValues.CLOSE);
        channel.writeOutbound(answer);
        send(get("/3"));
        // Then
        assertThat(arrived()).containsExactly("/1", "end");
    }

    @Test
    void givenAnswerThatClosesTheConnection_whenTheBodyIsStillComing_thenItPasses() {
        // Given
        send("POST /1 HTTP/1.1\r\nHost: a\r\nContent-Length: 4\r\n\r\nab");
        HttpResponse answer = anAnswer(HttpResponseStatus.OK);
        answer.headers().set(HttpHeaderNames.CONNECTION, HttpHeaderValues.CLOSE);
        // When
        channel.writeOutbound(answer);
        send("cd" + get("/2"));
        // Then
        assertThat(arrived()).containsExactly("/1", "ab", "cd", "end");
    }

    @Test
    void givenRequestThatIsTheLast_thenNoneFollows() {
        // Given
        send(get("/1").replace("Host", "Connection: close\r\nHost") + get("/2"));
        // When
        answer();
        // Then
        assertThat(arrived()).containsExactly("/1", "end");
    }

    @Test
    void givenBadRequestBehind_whenTheFirstIsAnswered_thenItIsRefused() {
        // Given
        send(get("/1") + get("//%") + get("/3"));
        assertThat(sent()).isEmpty();
        // When
        answer();
        // Then
        assertThat(sent()).contains("HTTP/1.1 200 OK", "HTTP/1.1 400 Bad Request");
        assertThat(arrived()).containsExactly("/1", "end");
    }

    /** The handlers of WebSockets and h2c take the place of the decoder, and get the bytes that it has not decoded. */
    @Test
    void givenOtherProtocol_thenBytesPassAsTheyAre() {
        // Given
        send(get("/1").replace("Host", "Connection: Upgrade\r\nUpgrade: other\r\nHost") + "frame");
        assertThat(arrived()).containsExactly("/1", "end");
        assertThat(channel.config().isAutoRead()).isFalse();
        // When
        channel.pipeline().remove(StrictRequestDecoder.class);
        channel.writeOutbound(anAnswer(HttpResponseStatus.SWITCHING_PROTOCOLS));
        send("another");
        // Then
        assertThat(arrived()).containsExactly("frame", "another");
        assertThat(channel.config().isAutoRead()).isTrue();
    }

    @Test
    void givenHeldBackRequests_whenTheConnectionCloses_thenTheyAreReleased() {
        // Given
        ByteBuf bytes = bytes(get("/1") + get("/2"));
        channel.writeInbound(bytes);
        assertThat(bytes.refCnt()).isEqualTo(1);
        // When
        channel.close();
        // Then
        assertThat(bytes.refCnt()).isZero();
        assertThat(arrived()).containsExactly("/1", "end");
    }

    /** The framework flushes at the end of reading; without that event nothing would ever be flushed. */
    @Test
    void givenHeldBackRequest_whenItPasses_thenSoDoesTheEndOfReading() {
        // Given
        send(get("/1") + get("/2"));
        var ends = new ArrayList<String>();
        channel.pipeline().addLast(new ChannelInboundHandlerAdapter() {
            @Override
            public void channelReadComplete(ChannelHandlerContext context) {
                ends.add("complete");
            }
        });
        // When
        answer();
        // Then
        assertThat(ends).containsExactly("complete");
    }

    private void send(String text) {
        channel.writeInbound(bytes(text));
    }

    private void answer() {
        channel.writeOutbound(anAnswer(HttpResponseStatus.OK));
        channel.runPendingTasks();
    }

    private List<String> arrived() {
        var parts = new ArrayList<String>();
        for (Object part = channel.readInbound(); part != null; part = channel.readInbound()) {
            if (part instanceof HttpRequest request) {
                parts.add(request.uri());
            } else {
                ByteBuf bytes = part instanceof HttpContent content ? content.content() : (ByteBuf) part;
                if (bytes.isReadable()) {
                    parts.add(bytes.toString(ISO_8859_1));
                }
                if (part instanceof LastHttpContent) {
                    parts.add("end");
                }
            }
            ReferenceCountUtil.release(part);
        }
        return parts;
    }

    private String sent() {
        var text = new StringBuilder();
        for (ByteBuf next = channel.readOutbound(); next != null; next = channel.readOutbound()) {
            text.append(next.toString(ISO_8859_1));
            next.release();
        }
        return text.toString();
    }

    private static DefaultFullHttpResponse anAnswer(HttpResponseStatus status) {
        var answer = new DefaultFullHttpResponse(HttpVersion.HTTP_1_1, status, Unpooled.EMPTY_BUFFER);
        answer.headers().set(HttpHeaderNames.CONTENT_LENGTH, 0);
        return answer;
    }

    private static String get(String target) {
        return "GET " + target + " HTTP/1.1\r\nHost: a\r\n\r\n";
    }

    private static ByteBuf bytes(String text) {
        return Unpooled.copiedBuffer(text, ISO_8859_1);
    }
}

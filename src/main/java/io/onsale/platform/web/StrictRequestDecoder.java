package io.onsale.platform.web;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpMessage;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.TooLongHttpHeaderException;
import io.netty.handler.codec.http.TooLongHttpLineException;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.impl.VertxHttpRequestDecoder;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.BitSet;
import java.util.List;
import java.util.Optional;

/**
 * A decoder of requests after RFC 9112 without tolerance (ADR 36). A message with two readings, as to where it ends or to whom it goes, is
 * refused: a proxy in front might have chosen the other reading.
 */
final class StrictRequestDecoder extends VertxHttpRequestDecoder {
    /** The name of a header that begins with its colon. */
    private static final CharSequence NO_NAME = "";

    private static final BitSet IN_TARGET =
            of("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~!$&'()*+,;=:@/?%");
    private static final BitSet IN_QUERY = of("[]");
    /** The unreserved characters (RFC 3986, 2.3), and those that would change their meaning once they are decoded. */
    private static final BitSet NEVER_ENCODED =
            of("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~/\\%;?#");

    private static final BitSet NOT_IN_HOST = of(" \t/?#@\\");

    private final PipelinedRequests requests;

    StrictRequestDecoder(HttpServerOptions limits, PipelinedRequests requests) {
        super(limits);
        this.requests = requests;
    }

    @Override
    protected void decode(ChannelHandlerContext context, ByteBuf bytes, List<Object> parts) throws Exception {
        if (!requests.holdsBack(context)) {
            super.decode(context, bytes, parts);
        }
    }

    /** Netty would read on until some part of a request has come of it. */
    @Override
    public void channelReadComplete(ChannelHandlerContext context) throws Exception {
        if (requests.isShut()) {
            context.fireChannelReadComplete();
        } else {
            super.channelReadComplete(context);
        }
    }

    /** Decodes what was held back. */
    void goOn(ChannelHandlerContext context) {
        try {
            channelRead(context, Unpooled.EMPTY_BUFFER);
            channelReadComplete(context);
        } catch (Exception e) {
            context.fireExceptionCaught(e);
        }
    }

    /** Netty would accept small letters too. */
    @Override
    protected HttpMessage createMessage(String[] initialLine) {
        String version = initialLine[2];
        if (!version.equals(HttpVersion.HTTP_1_1.text()) && !version.equals(HttpVersion.HTTP_1_0.text())) {
            throw new IllegalArgumentException("version");
        }
        return super.createMessage(initialLine);
    }

    /** Netty would take the chunks, drop the length, and leave the connection open. */
    @Override
    protected void handleTransferEncodingChunkedWithContentLength(HttpMessage message) {
        throw new IllegalArgumentException("length and chunks");
    }

    /** The status with which the request is refused; empty if it is not. */
    static Optional<HttpResponseStatus> refusal(HttpRequest request) {
        if (request.decoderResult().isFailure()) {
            Throwable cause = request.decoderResult().cause();
            return Optional.of(
                    cause instanceof TooLongHttpLineException
                            ? HttpResponseStatus.REQUEST_URI_TOO_LONG
                            : cause instanceof TooLongHttpHeaderException
                                    ? HttpResponseStatus.REQUEST_HEADER_FIELDS_TOO_LARGE
                                    : HttpResponseStatus.BAD_REQUEST);
        }
        HttpHeaders headers = request.headers();
        boolean is11 = request.protocolVersion().equals(HttpVersion.HTTP_1_1);
        if (headers.contains(NO_NAME)
                || !isTarget(request.method(), request.uri())
                || !hasHost(headers, is11)
                || !hasKnownCoding(headers, is11)) {
            return Optional.of(HttpResponseStatus.BAD_REQUEST);
        }
        return headers.getAll(HttpHeaderNames.EXPECT).stream()
                        .allMatch(HttpHeaderValues.CONTINUE::contentEqualsIgnoreCase)
                ? Optional.empty()
                : Optional.of(HttpResponseStatus.EXPECTATION_FAILED);
    }

    private static boolean hasHost(HttpHeaders headers, boolean is11) {
        List<String> hosts = headers.getAll(HttpHeaderNames.HOST);
        return hosts.isEmpty()
                ? !is11
                : hosts.size() == 1 && hosts.get(0).chars().noneMatch(NOT_IN_HOST::get);
    }

    /** Only chunks are known, and HTTP/1.0 has none. */
    private static boolean hasKnownCoding(HttpHeaders headers, boolean is11) {
        List<String> codings = headers.getAll(HttpHeaderNames.TRANSFER_ENCODING);
        return codings.isEmpty()
                || is11 && codings.size() == 1 && HttpHeaderValues.CHUNKED.contentEqualsIgnoreCase(codings.get(0));
    }

    /** A target is a path, a whole URL as proxies get it, or * for OPTIONS. */
    private static boolean isTarget(HttpMethod method, String target) {
        if (target.equals("*")) {
            return method.equals(HttpMethod.OPTIONS);
        }
        if (!hasLegalCharacters(target) || !isCanonical(path(target))) {
            return false;
        }
        if (target.startsWith("/") && !target.startsWith("//")) {
            return true;
        }
        return (target.startsWith("/") || target.startsWith("http://") || target.startsWith("https://"))
                && isUri(target);
    }

    private static boolean hasLegalCharacters(String target) {
        boolean inQuery = false;
        for (int i = 0; i < target.length(); i++) {
            char c = target.charAt(i);
            if (!IN_TARGET.get(c) && !(inQuery && IN_QUERY.get(c))) {
                return false;
            }
            if (c == '%' && !(isHex(target, i + 1) && isHex(target, i + 2))) {
                return false;
            }
            inQuery |= c == '?';
        }
        return true;
    }

    private static String path(String target) {
        int begin = target.startsWith("/") ? 0 : target.indexOf('/', target.indexOf("://") + 3);
        int query = target.indexOf('?');
        int end = query < 0 ? target.length() : query;
        // The framework would take a slash of the query for the beginning of the path, so an authority must end with a
        // path, or with the target.
        return begin < 0 ? "/" : begin > end ? "//" : target.substring(begin, end);
    }

    /**
     * Whether the path has only one spelling (ADR 48), so that a filter that checks the beginning of a path and the resource that answers
     * it see the same: no parameters of segments, no empty segments, no segments of dots, no encoded character that may stand for itself,
     * and no encoded slash, percent sign or control character.
     */
    private static boolean isCanonical(String path) {
        for (int i = 0; i < path.length(); i++) {
            char c = path.charAt(i);
            if (c == ';' || c == '/' && isEmptyOrDots(path, i + 1)) {
                return false;
            }
            if (c == '%') {
                int encoded = Integer.parseInt(path.substring(i + 1, i + 3), 16);
                if (encoded < ' ' || encoded == 127 || NEVER_ENCODED.get(encoded)) {
                    return false;
                }
            }
        }
        return true;
    }

    /** The path may end with a slash. */
    private static boolean isEmptyOrDots(String path, int begin) {
        int end = path.indexOf('/', begin);
        String segment = path.substring(begin, end < 0 ? path.length() : end);
        return segment.equals(".") || segment.equals("..") || end >= 0 && segment.isEmpty();
    }

    private static boolean isHex(String text, int at) {
        return at < text.length() && Character.digit(text.charAt(at), 16) >= 0;
    }

    private static boolean isUri(String target) {
        try {
            new URI(target);
            return true;
        } catch (URISyntaxException e) {
            return false;
        }
    }

    private static BitSet of(String characters) {
        var set = new BitSet(128);
        characters.chars().forEach(set::set);
        return set;
    }
}

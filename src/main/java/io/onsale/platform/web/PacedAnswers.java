package io.onsale.platform.web;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOption;
import io.netty.channel.ChannelOutboundBuffer;
import io.netty.channel.ChannelPromise;
import io.netty.channel.FileRegion;
import io.netty.channel.WriteBufferWaterMark;
import io.netty.util.ReferenceCountUtil;
import java.nio.channels.ClosedChannelException;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;

/**
 * Back-pressure on the answers of one connection (ADR 46): the socket gets an answer in pieces, as fast as the client takes it. Bytes
 * before the socket are copied out of the heap, and a whole answer would be copied at once. A client that is too slow loses its connection.
 * Each connection has one of these handlers, next to the socket (or to TLS).
 */
final class PacedAnswers extends ChannelDuplexHandler {
    /** At most the higher mark and one piece stand before the socket. */
    static final WriteBufferWaterMark BEFORE_THE_SOCKET = new WriteBufferWaterMark(16 * 1024, 64 * 1024);

    /**
     * The size of the kernel's send buffer, which the kernel doubles for its own needs. Without it the kernel takes megabytes for each
     * client that does not read, and such a client seems to be a fast one.
     */
    static final int IN_THE_KERNEL = 128 * 1024;

    static final int PIECE = 32 * 1024;

    /** The pieces in one turn; then other connections of the same loop have theirs, many of which may read as fast as they are served. */
    private static final int PIECES_A_TURN = 2;

    /** The rate of a telephone at the edge of its network. */
    private static final long LEAST_BYTES_A_SECOND = 32 * 1024;

    private record Waiting(ByteBuf bytes, Object other, ChannelPromise written) {}

    private final Queue<Waiting> waiting = new ArrayDeque<>();
    private final UnsentAnswers all;
    private ChannelHandlerContext context;
    private boolean inTurn;
    /** When this connection fell behind, by {@link System#nanoTime}; 0 if its client has taken all answers. */
    private long since;

    private volatile long givenToTheSocket;
    /** The last file sent from the disk straight to the socket, whose bytes nothing else counts. */
    private volatile FileRegion file;

    private long takenAtLastLook;
    private ScheduledFuture<?> look;

    PacedAnswers(UnsentAnswers all) {
        this.all = all;
    }

    @Override
    public void handlerAdded(ChannelHandlerContext context) {
        this.context = context;
    }

    @Override
    public void write(ChannelHandlerContext context, Object message, ChannelPromise written) {
        boolean isLarge = message instanceof ByteBuf bytes && bytes.readableBytes() > PIECE;
        if (waiting.isEmpty() && !isLarge) {
            if (since != 0 && message instanceof ByteBuf bytes) {
                givenToTheSocket += bytes.readableBytes();
            } else if (message instanceof FileRegion region) {
                file = region;
            }
            context.write(message, written);
        } else if (!context.channel().isActive()) {
            ReferenceCountUtil.release(message);
            written.tryFailure(new ClosedChannelException());
        } else if (message instanceof ByteBuf bytes) {
            waiting.add(new Waiting(bytes, null, written));
            fallBehind();
            all.hold(this, bytes);
        } else {
            waiting.add(new Waiting(null, message, written));
        }
    }

    @Override
    public void flush(ChannelHandlerContext context) {
        if (waiting.isEmpty()) {
            context.flush();
            if (since == 0 && isUnsent()) {
                fallBehind();
            }
        } else {
            takeTurn();
        }
    }

    @Override
    public void channelWritabilityChanged(ChannelHandlerContext context) {
        takeTurn();
        context.fireChannelWritabilityChanged();
    }

    private void takeTurn() {
        if (inTurn || waiting.isEmpty()) {
            return;
        }
        inTurn = true; // the flush may announce that there is room again
        try {
            for (int i = 0;
                    i < PIECES_A_TURN && !waiting.isEmpty() && context.channel().isWritable();
                    i++) {
                writePiece();
                context.flush();
            }
        } finally {
            inTurn = false;
        }
        if (!waiting.isEmpty() && context.channel().isWritable()) {
            context.executor().execute(this::takeTurn);
        } else if (!isUnsent()) {
            catchUp();
        }
    }

    private void writePiece() {
        Waiting first = waiting.peek();
        if (first.bytes == null) {
            waiting.remove();
            context.write(first.other, first.written);
        } else if (first.bytes.readableBytes() <= PIECE) {
            waiting.remove();
            givenToTheSocket += first.bytes.readableBytes();
            context.write(first.bytes, first.written);
        } else {
            givenToTheSocket += PIECE;
            context.write(first.bytes.readRetainedSlice(PIECE));
        }
    }

    private boolean isUnsent() {
        ChannelOutboundBuffer buffer = context.channel().unsafe().outboundBuffer();
        return !waiting.isEmpty() || buffer != null && !buffer.isEmpty();
    }

    private void fallBehind() {
        if (since == 0) {
            since = System.nanoTime();
            givenToTheSocket = beforeTheSocket();
            takenAtLastLook = 0;
            long patience = all.patience().toNanos();
            look = context.executor().scheduleAtFixedRate(this::look, patience, patience, TimeUnit.NANOSECONDS);
            all.begin(this);
        }
    }

    private void look() {
        long taken = taken();
        if (!isUnsent()) {
            catchUp();
        } else if (taken - takenAtLastLook
                < LEAST_BYTES_A_SECOND * all.patience().toSeconds()) {
            all.cutLate().increment();
            close();
        } else {
            takenAtLastLook = taken;
        }
    }

    private void catchUp() {
        if (since != 0) {
            look.cancel(false);
            all.end(this);
            since = 0;
        }
    }

    private long beforeTheSocket() {
        ChannelOutboundBuffer buffer = context.channel().unsafe().outboundBuffer();
        return buffer == null ? 0 : buffer.totalPendingWriteBytes();
    }

    private long taken() {
        FileRegion region = file;
        return Math.max(0, givenToTheSocket - beforeTheSocket()) + (region == null ? 0 : region.transferred());
    }

    /**
     * Bytes a nanosecond that the client has taken since it fell behind. Any thread may ask, so the value is rough. A client that has just
     * begun is not slow, nor is one that could take more and waits for its turn on this instance.
     */
    double pace() {
        return context.channel().isWritable()
                ? Double.MAX_VALUE
                : (PIECE + taken()) / (double) Math.max(1, System.nanoTime() - since);
    }

    /** May be called from any thread. */
    void cut() {
        context.executor().execute(this::close);
    }

    /** Closes at once: the bytes that the kernel still holds for this client are of no use either. */
    private void close() {
        context.channel().config().setOption(ChannelOption.SO_LINGER, 0);
        context.channel().unsafe().close(context.channel().voidPromise());
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) {
        dropAll();
        context.fireChannelInactive();
    }

    @Override
    public void handlerRemoved(ChannelHandlerContext context) {
        dropAll();
    }

    private void dropAll() {
        catchUp();
        for (Waiting next = waiting.poll(); next != null; next = waiting.poll()) {
            ReferenceCountUtil.release(next.bytes == null ? next.other : next.bytes);
            next.written.tryFailure(new ClosedChannelException());
        }
    }
}

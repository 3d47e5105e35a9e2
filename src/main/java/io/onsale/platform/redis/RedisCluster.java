package io.onsale.platform.redis;

import io.onsale.platform.runtime.Heartbeats;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.Redis;
import io.vertx.redis.client.Request;
import io.vertx.redis.client.Response;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;

/**
 * A Redis Cluster: its masters, each with connections and a circuit breaker of its own. A master that is away so takes none of the others
 * with it, as it would with the client's own support of clusters (ADR 21). The masters of all slots are looked up once a second, and learnt
 * from redirections.
 */
final class RedisCluster implements RedisServers {
    private static final int SLOTS = 16_384;
    private static final int LOOKUP_MILLIS = 1000;
    private static final String LOOKUPS = "Look-up of Redis Cluster";
    /** The look-up waits for no answer, so a late or silent node does not delay its turn. */
    private static final Duration LOOKUP_WITHIN = Duration.ofSeconds(30);
    /** Redirections, and tries while a slot is on its way: all in all shorter than a buyer's patience. */
    private static final int TRIES = 16;

    private static final int TRY_AGAIN_MILLIS = 50;
    /** By then a node that has lost its last slot has answered every command that was sent to it. */
    private static final int RETIRE_MILLIS = 10_000;

    private record Node(URI address, Redis client, CircuitBreaker breaker) {}

    private final Vertx vertx;
    private final Function<URI, Redis> connect;
    private final Map<URI, Node> nodes = new ConcurrentHashMap<>();
    private final List<Node> seeds;
    private final long timer;
    /** Completed by the first look-up. Requests wait for it, since the seed that they would be sent to may be away. */
    private final Promise<Void> known = Promise.promise();
    /** The master of each slot; until that is known, one of the seeds. */
    private volatile Node[] masters = new Node[SLOTS];

    /** @param seeds some of the nodes, by which the others are found */
    RedisCluster(Vertx vertx, Heartbeats heartbeats, List<URI> seeds, Function<URI, Redis> connect) {
        this.vertx = vertx;
        this.connect = connect;
        this.seeds = seeds.stream().map(this::node).toList();
        Arrays.setAll(masters, slot -> this.seeds.get(slot % this.seeds.size()));
        lookUp();
        heartbeats.expect(LOOKUPS, LOOKUP_WITHIN);
        timer = vertx.setPeriodic(LOOKUP_MILLIS, id -> {
            heartbeats.beat(LOOKUPS);
            lookUp();
        });
    }

    @Override
    public CircuitBreaker breaker(String key) {
        return masters[slot(key)].breaker;
    }

    @Override
    public boolean isAnyAway() {
        return nodes.values().stream().anyMatch(node -> node.breaker.isOpen());
    }

    @Override
    public Future<Response> send(String key, Command command, List<String> arguments) {
        Request request = Request.cmd(command);
        arguments.forEach(request::arg);
        int slot = slot(key);
        return known.future().isComplete()
                ? send(masters[slot], slot, request, TRIES)
                : known.future().compose(found -> send(masters[slot], slot, request, TRIES));
    }

    private Future<Response> send(Node node, int slot, Request request, int tries) {
        return node.client.send(request).recover(failure -> again(node, slot, request, tries, failure));
    }

    /** ASKING and the command share one connection: ASKING allows only the next command of its connection. */
    private Future<Response> ask(Node node, int slot, Request request, int tries) {
        return node.client
                .connect()
                .compose(connection -> {
                    connection.send(Request.cmd(Command.ASKING));
                    return connection.send(request).eventually(() -> connection.close());
                })
                .recover(failure -> again(node, slot, request, tries, failure));
    }

    private Future<Response> again(Node node, int slot, Request request, int tries, Throwable failure) {
        String[] words = String.valueOf(failure.getMessage()).split(" ");
        if (tries == 0) {
            return Future.failedFuture(failure);
        }
        return switch (words[0]) {
            case "MOVED" -> {
                Node master = node(address(node.address, words[2]));
                moved(slot, master);
                yield send(master, slot, request, tries - 1);
            }
            case "ASK" -> ask(node(address(node.address, words[2])), slot, request, tries - 1);
            case "TRYAGAIN" ->
                Future.future(
                        answer -> vertx.setTimer(TRY_AGAIN_MILLIS, id -> send(masters[slot], slot, request, tries - 1)
                                .onComplete(answer)));
            default -> Future.failedFuture(failure);
        };
    }

    private synchronized void moved(int slot, Node master) {
        Node[] learnt = masters.clone();
        learnt[slot] = master;
        masters = learnt;
    }

    /** Asks all nodes, and learns from every node that reports the cluster as whole. */
    private void lookUp() {
        nodes.values().forEach(node -> node.client
                .batch(List.of(
                        Request.cmd(Command.CLUSTER).arg("INFO"),
                        Request.cmd(Command.CLUSTER).arg("SLOTS")))
                .onSuccess(replies -> {
                    if (replies.get(0).toString().contains("cluster_state:ok")) {
                        learn(node, replies.get(1));
                    }
                }));
    }

    private synchronized void learn(Node asked, Response ranges) {
        Node[] learnt = masters.clone();
        for (Response range : ranges) {
            Response master = range.get(2);
            Node node = node(address(asked.address, master.get(0) + ":" + master.get(1)));
            Arrays.fill(learnt, range.get(0).toInteger(), range.get(1).toInteger() + 1, node);
        }
        masters = learnt;
        known.tryComplete();
        var needed = new HashSet<Node>(seeds);
        needed.addAll(Arrays.asList(learnt));
        nodes.values().removeIf(node -> !needed.contains(node) && retire(node));
    }

    private boolean retire(Node node) {
        vertx.setTimer(RETIRE_MILLIS, id -> node.client.close());
        return true;
    }

    private Node node(URI address) {
        return nodes.computeIfAbsent(
                address,
                uri -> new Node(
                        uri,
                        connect.apply(uri),
                        new CircuitBreaker("Redis at " + uri.getHost() + ":" + uri.getPort())));
    }

    /**
     * The address that a node names by host and port; a node may leave out its own host. All else is as in the address of the node that was
     * asked.
     */
    private static URI address(URI asked, String hostAndPort) {
        int colon = hostAndPort.lastIndexOf(':');
        String host = hostAndPort.substring(0, colon);
        boolean same = host.isEmpty() || host.equals("null") || host.equals("?");
        try {
            return new URI(
                    asked.getScheme(),
                    asked.getUserInfo(),
                    same ? asked.getHost() : host,
                    Integer.parseInt(hostAndPort.substring(colon + 1)),
                    asked.getPath(),
                    asked.getQuery(),
                    null);
        } catch (URISyntaxException e) {
            throw new IllegalStateException(e);
        }
    }

    /** A key in the same slot, for a write without meaning. */
    static String probe(String key) {
        return "{" + hashed(key) + "}:probe";
    }

    private static String hashed(String key) {
        int open = key.indexOf('{');
        int close = open < 0 ? -1 : key.indexOf('}', open);
        return close > open + 1 ? key.substring(open + 1, close) : key;
    }

    /** CRC 16 (XMODEM) of the text in the first braces, or of the whole key, after the specification of Redis Cluster. */
    static int slot(String key) {
        int crc = 0;
        for (byte next : hashed(key).getBytes(StandardCharsets.UTF_8)) {
            crc ^= (next & 0xff) << 8;
            for (int bit = 0; bit < 8; bit++) {
                crc = (crc & 0x8000) == 0 ? crc << 1 : crc << 1 ^ 0x1021;
            }
        }
        return crc & SLOTS - 1;
    }

    @Override
    public void close() {
        vertx.cancelTimer(timer);
        nodes.values().forEach(node -> node.client.close());
    }
}

package io.onsale.platform.limits;

import io.netty.util.NetUtil;
import io.onsale.platform.web.HttpConfig;
import io.quarkus.runtime.Startup;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.net.SocketAddress;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.net.InetAddress;
import java.util.List;
import java.util.Optional;

/**
 * The address of a request's client: that of its peer, or the one in X-Forwarded-For where the peer is a trusted proxy. Each proxy appends
 * the address that it has seen, so the last address of no trusted proxy is true, and the client itself may have written all before it.
 * ({@code quarkus.http.proxy} would believe the first.)
 */
@Startup // an invalid network must stop the start, not fail each request
@ApplicationScoped
public class ClientAddresses {
    private static final String FORWARDED_FOR = "X-Forwarded-For";

    private final Subnets proxies;

    @Inject
    public ClientAddresses(HttpConfig config) {
        this(config.trustedProxies());
    }

    ClientAddresses(Optional<List<String>> trustedProxies) {
        this.proxies = new Subnets("onsale.http.trusted-proxies", trustedProxies);
    }

    /** Empty if the peer has no address, as with a Unix socket. */
    Optional<InetAddress> of(HttpServerRequest request) {
        return peer(request).flatMap(peer -> of(peer, request.headers().getAll(FORWARDED_FOR)));
    }

    /** The peer of the connection: the request's own value is the one that {@code quarkus.http.proxy} computes, where that is on. */
    private static Optional<String> peer(HttpServerRequest request) {
        return Optional.ofNullable(request.connection().remoteAddress()).map(SocketAddress::hostAddress);
    }

    /** @param forwardedFor the values of the header, in their order */
    Optional<InetAddress> of(String peer, List<String> forwardedFor) {
        return parsed(peer).map(address -> proxies.contain(address) ? forwarded(forwardedFor, address) : address);
    }

    /** Whether the request names another client than its peer, which is no trusted proxy. */
    boolean isDisbelieved(HttpServerRequest request) {
        return request.headers().contains(FORWARDED_FOR)
                && peer(request)
                        .flatMap(ClientAddresses::parsed)
                        .filter(proxies::contain)
                        .isEmpty();
    }

    private InetAddress forwarded(List<String> headers, InetAddress peer) {
        for (int i = headers.size() - 1; i >= 0; i--) {
            String header = headers.get(i);
            for (int end = header.length(), comma; end >= 0; end = comma) {
                comma = header.lastIndexOf(',', end - 1);
                Optional<InetAddress> hop =
                        parsed(withoutPort(header.substring(comma + 1, end).strip()));
                if (hop.isEmpty()) {
                    return peer;
                }
                if (!proxies.contain(hop.get())) {
                    return hop.get();
                }
            }
        }
        return peer;
    }

    /** Some proxies write {@code 192.0.2.7:4711} and {@code [2001:db8::7]:4711}. */
    private static String withoutPort(String hop) {
        if (hop.startsWith("[")) {
            return hop.substring(1, Math.max(1, hop.indexOf(']')));
        }
        int colon = hop.indexOf(':');
        return colon >= 0 && colon == hop.lastIndexOf(':') ? hop.substring(0, colon) : hop;
    }

    /** Never looks up a name. */
    private static Optional<InetAddress> parsed(String text) {
        return Optional.ofNullable(text).map(NetUtil::createInetAddressFromIpAddressString);
    }

    /**
     * The name under which an address is counted: IPv6 by its network of 64 bits, in which each client can take as many addresses as it
     * likes.
     */
    static String subject(InetAddress address) {
        byte[] bytes = address.getAddress();
        if (bytes.length == 4) {
            return address.getHostAddress();
        }
        var network = new StringBuilder();
        for (int i = 0; i < 8; i += 2) {
            network.append(Integer.toHexString((bytes[i] & 0xFF) << 8 | bytes[i + 1] & 0xFF))
                    .append(':');
        }
        return network.append(":/64").toString();
    }
}

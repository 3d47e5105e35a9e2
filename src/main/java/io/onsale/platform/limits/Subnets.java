package io.onsale.platform.limits;

import io.netty.handler.ipfilter.IpFilterRuleType;
import io.netty.handler.ipfilter.IpSubnetFilterRule;
import io.netty.util.NetUtil;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Optional;

/** A set of addresses and networks in an operator's notation: {@code 10.0.0.0/8}, {@code 2001:db8::/32}, {@code 192.0.2.7}. */
final class Subnets {
    private final List<IpSubnetFilterRule> rules;

    /** @param setting the name in the report of a mistake */
    Subnets(String setting, Optional<List<String>> subnets) {
        this.rules = subnets.orElse(List.of()).stream()
                .map(subnet -> rule(setting, subnet.strip()))
                .toList();
    }

    private static IpSubnetFilterRule rule(String setting, String subnet) {
        int slash = subnet.indexOf('/');
        // Names are refused, since they would be looked up.
        InetAddress address =
                NetUtil.createInetAddressFromIpAddressString(slash < 0 ? subnet : subnet.substring(0, slash));
        try {
            if (address != null) {
                int prefix =
                        slash < 0 ? address.getAddress().length * 8 : Integer.parseInt(subnet.substring(slash + 1));
                return new IpSubnetFilterRule(address, prefix, IpFilterRuleType.ACCEPT);
            }
        } catch (IllegalArgumentException e) {
            // not a number, or one that is too large: reported below
        }
        throw new IllegalStateException(setting + ": not an address or network: " + subnet);
    }

    boolean contain(InetAddress address) {
        if (rules.isEmpty()) {
            return false;
        }
        var socketAddress = new InetSocketAddress(address, 0);
        return rules.stream().anyMatch(rule -> rule.matches(socketAddress));
    }
}

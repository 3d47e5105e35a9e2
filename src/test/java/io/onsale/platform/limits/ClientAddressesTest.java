package io.onsale.platform.limits;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ClientAddressesTest {
    private static final String PROXY = "10.1.2.3";
    private static final String PEER = "198.51.100.7";

    private final ClientAddresses addresses =
            new ClientAddresses(Optional.of(List.of("10.0.0.0/8", " 192.0.2.1", "2001:db8:f::/48")));

    @Test
    void givenPeerThatIsNoProxy_whatItSaysIsIgnored() {
        assertThat(client(PEER, "203.0.113.1")).isEqualTo(PEER);
        assertThat(new ClientAddresses(Optional.empty())
                        .of(PROXY, List.of("203.0.113.1"))
                        .map(ClientAddresses::subject))
                .hasValue(PROXY);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "203.0.113.1 | 203.0.113.1",
                "1.1.1.1, 203.0.113.1 | 203.0.113.1", // the first is the client's own word
                "203.0.113.1, 10.9.9.9 | 203.0.113.1", // through two proxies
                "1.1.1.1,203.0.113.1 ,192.0.2.1,2001:db8:f::5 | 203.0.113.1",
                "nonsense, 203.0.113.1 | 203.0.113.1", // nobody looks so far
                "203.0.113.1:4711 | 203.0.113.1",
                "[2001:db8:1:2:3::4]:4711 | 2001:db8:1:2::/64",
                "2001:db8:1:2:3::4 | 2001:db8:1:2::/64",
                "::ffff:203.0.113.1 | 203.0.113.1"
            })
    void givenProxy_thenTheLastThatIsNone(String header, String client) {
        assertThat(client(PROXY, header)).isEqualTo(client);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                ",",
                "unknown",
                "localhost",
                "1.1.1.1,",
                "203.0.113.1, x",
                "203.0.113.256",
                "[",
                "[]",
                ":",
                "10.9.9.9"
            })
    void givenProxyThatNamesNoClient_thenTheProxy(String header) {
        assertThat(client(PROXY, header)).isEqualTo(PROXY);
    }

    @Test
    void givenSeveralHeaders_thenTheLastCounts() {
        assertThat(client(PROXY, "1.1.1.1", "203.0.113.1")).isEqualTo("203.0.113.1");
        assertThat(client(PROXY, "1.1.1.1, 203.0.113.1", "10.9.9.9")).isEqualTo("203.0.113.1");
        assertThat(client(PROXY)).isEqualTo(PROXY);
    }

    @Test
    void givenAddressesOfOneNetwork_thenIpv6CountsAsOneAndIpv4AsMany() {
        assertThat(client("2001:db8:0:1::1"))
                .isEqualTo(client("2001:db8:0:1:ffff::2"))
                .isNotEqualTo(client("2001:db8:0:2::1"));
        assertThat(client("198.51.100.7")).isNotEqualTo(client("198.51.100.8"));
    }

    @Test
    void givenPeerWithoutAddress_thenNone() {
        assertThat(addresses.of(null, List.of("203.0.113.1"))).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "localhost", "10.0.0.0/33", "10.0.0.0/x", "10.0.0.0/-1", "2001:db8::/129", "10.0.0/8/8", "/8"
            })
    void givenSettingThatIsNoNetwork_thenItDoesNotStart(String subnet) {
        assertThatThrownBy(() -> new ClientAddresses(Optional.of(List.of(subnet))))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("onsale.http.trusted-proxies");
    }

    private String client(String peer, String... forwardedFor) {
        return addresses
                .of(peer, List.of(forwardedFor))
                .map(ClientAddresses::subject)
                .orElseThrow();
    }
}

package io.onsale.platform.redis;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Tests of the slot computation; {@link io.onsale.cluster.RedisClusterIT} tests the rest on real nodes. */
class RedisClusterTest {
    private static final int CRC_OF_1_TO_9 = 0x31C3;

    /** The example is that of the specification. */
    @Test
    void givenTheSampleOfTheSpecification_slot_isItsCrc() {
        assertThat(RedisCluster.slot("123456789")).isEqualTo(CRC_OF_1_TO_9);
    }

    @ParameterizedTest
    @CsvSource({
        "x{123456789}y",
        "{123456789}",
        "x{123456789}{y}",
        "x{123456789",
    })
    void givenBraces_slot_isOfWhatTheFirstHave(String key) {
        boolean closed = key.contains("}");
        assertThat(RedisCluster.slot(key) == CRC_OF_1_TO_9).isEqualTo(closed);
    }

    @Test
    void givenEmptyBraces_slot_isOfAll() {
        assertThat(RedisCluster.slot("{}a")).isNotEqualTo(RedisCluster.slot("{}b"));
    }

    @Test
    void givenKeysOfOneConcert_slot_isTheSame() {
        var keys = new ConcertKeys(UUID.randomUUID());
        assertThat(keys.room()).extracting(RedisCluster::slot).containsOnly(RedisCluster.slot(keys.admitter()));
    }
}

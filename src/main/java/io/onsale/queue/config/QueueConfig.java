package io.onsale.queue.config;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.Secret;
import io.smallrye.config.WithDefault;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * The settings of the waiting room: the policy of a concert for which nobody has set one, and how tokens are signed.
 */
@ConfigMapping(prefix = "onsale.queue")
public interface QueueConfig {
    @WithDefault("50")
    int maxActive();

    OptionalInt admitPerSecond();

    @WithDefault("20s")
    Duration claimWindow();

    @WithDefault("300s")
    Duration activeTime();

    /** The time after claiming a slot within which its holder must hold a seat. */
    @WithDefault("60s")
    Duration firstHold();

    /** The number of holds of a user that may end unpaid before the next one has to wait; 0 for any number. */
    @WithDefault("3")
    int unpaidHolds();

    /** The time within which a cancelled seat comes back, at a random moment. */
    @WithDefault("10s")
    Duration releaseSpread();

    Admission admission();

    Token token();

    ProofOfWork proofOfWork();

    interface Admission {
        /**
         * A free slot is filled this late at most. Each interval costs a script for each queue in use and each
         * instance.
         */
        @WithDefault("200ms")
        Duration interval();
    }

    interface Token {
        /**
         * Key id to secret, of at least 32 bytes in UTF-8. An id that no longer signs stays here until its last tokens
         * have ended.
         */
        Map<String, Secret<String>> keys();

        /** The id of the key that signs. */
        Optional<String> signingKey();
    }

    interface ProofOfWork {
        /** The time to work on a challenge: long enough for a slow phone, too short to keep a stock for the opening. */
        @WithDefault("5m")
        Duration validFor();
    }
}

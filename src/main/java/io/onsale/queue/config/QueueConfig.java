package io.onsale.queue.config;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.Secret;
import io.smallrye.config.WithDefault;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;

/** Settings of the waiting room: what holds for a concert whose policy nobody has set, and how tokens are signed. */
@ConfigMapping(prefix = "onsale.queue")
public interface QueueConfig {
    @WithDefault("50")
    int maxActive();

    OptionalInt admitPerSecond();

    @WithDefault("20s")
    Duration claimWindow();

    @WithDefault("300s")
    Duration activeTime();

    /** In which whoever has claimed a slot must hold a seat. */
    @WithDefault("60s")
    Duration firstHold();

    /** Holds of a user that may end unpaid before the next one has to wait; 0: any number. */
    @WithDefault("3")
    int unpaidHolds();

    /** In which a cancelled seat comes back, at a random moment. */
    @WithDefault("10s")
    Duration releaseSpread();

    Admission admission();

    Token token();

    ProofOfWork proofOfWork();

    interface Admission {
        /** A slot that gets free is filled this late; each interval costs a script for each queue in use and instance. */
        @WithDefault("200ms")
        Duration interval();
    }

    interface Token {
        /** Key id to secret (32 bytes of UTF-8 at least). Ids that no longer sign stay here until their last tokens have ended. */
        Map<String, Secret<String>> keys();

        /** The id of the key that signs. */
        Optional<String> signingKey();
    }

    interface ProofOfWork {
        /** How long a challenge may be worked on: long enough for a slow phone, too short to keep a stock for the opening. */
        @WithDefault("5m")
        Duration validFor();
    }
}

package io.onsale.common.port.out;

import io.onsale.common.domain.LimitedAction;
import io.onsale.common.domain.LimitedBy;
import io.onsale.common.domain.Rate;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;

/** A bucket of tokens for each subject and action, the same for all instances. */
public interface TokenBuckets {
    /**
     * What is wanted of one bucket: a token.
     *
     * @param letByMillisAgo when a request was let by that has taken no token yet, or -1
     * @param debt what a refusal costs
     */
    record Draw(LimitedBy by, String subject, Rate rate, long letByMillisAgo, Debt debt) {}

    /**
     * @param perRefusal by how much a refused request delays the next token
     * @param longest by how much all of them together do
     */
    record Debt(Duration perRefusal, Duration longest) {
        public static final Debt NONE = new Debt(Duration.ZERO, Duration.ZERO);
    }

    /**
     * @param refusedBy the number of the draw that had to wait longest, from 0; -1 if all have their token
     * @param tokensLeft in the bucket that has fewest
     * @param waitMillis until the token that was refused is there
     */
    record Outcome(int refusedBy, long tokensLeft, long waitMillis) {
        public boolean isRefused() {
            return refusedBy >= 0;
        }
    }

    /**
     * Takes a token of each, or none if one of them is refused.
     *
     * @param concert of which the buckets are, or null if of none
     * @return fails with UnavailableException if there is no answer soon
     */
    CompletableFuture<Outcome> take(LimitedAction action, UUID concert, List<Draw> draws);
}

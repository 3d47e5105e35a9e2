package io.onsale.queue.adapter.out.persistence;

import io.onsale.concert.domain.ConcertId;
import io.onsale.platform.database.Sql;
import io.onsale.queue.config.DefaultPolicy;
import io.onsale.queue.domain.HoldLimits;
import io.onsale.queue.domain.QueuePolicy;
import io.onsale.queue.port.out.QueuePolicyRepository;
import jakarta.enterprise.context.ApplicationScoped;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.UUID;

/**
 * The policies of waiting rooms in the database. The statements do not go through Hibernate, whose session would keep
 * its connection to the end of the request: a user who enters waits meanwhile for other things, which need connections
 * too.
 */
@ApplicationScoped
public class SqlQueuePolicyRepository implements QueuePolicyRepository {
    private final Sql sql;
    private final QueuePolicy fallback;

    public SqlQueuePolicyRepository(Sql sql, DefaultPolicy fallback) {
        this.sql = sql;
        this.fallback = fallback.policy();
    }

    @Override
    public Map<ConcertId, QueuePolicy> find(Set<ConcertId> concertIds) {
        var policies = new HashMap<ConcertId, QueuePolicy>();
        concertIds.forEach(concertId -> policies.put(concertId, fallback));
        if (!concertIds.isEmpty()) {
            List<UUID> ids = concertIds.stream().map(ConcertId::value).toList();
            policies.putAll(sql.map(
                    "SELECT * FROM queue_policy WHERE concert_id IN (%s)".formatted(Sql.places(ids)),
                    row -> new ConcertId(Sql.uuid(row, "concert_id")),
                    this::policy,
                    ids));
        }
        return policies;
    }

    private QueuePolicy policy(ResultSet row) throws SQLException {
        Integer pace = row.getObject("admit_per_second", Integer.class);
        return new QueuePolicy(
                row.getInt("max_active"),
                pace == null ? OptionalInt.empty() : OptionalInt.of(pace),
                row.getInt("claim_seconds"),
                row.getInt("active_seconds"),
                row.getBoolean("paused"),
                row.getInt("proof_of_work_bits"),
                holdLimits(row, fallback.holdLimits()),
                row.getTimestamp("entry_opens_at") == null
                        ? Optional.empty()
                        : Optional.of(Sql.instant(row, "entry_opens_at")));
    }

    /** A policy that is older than these limits has none of its own. */
    private static HoldLimits holdLimits(ResultSet row, HoldLimits fallback) throws SQLException {
        int firstHoldSeconds = row.getInt("first_hold_seconds");
        return row.wasNull()
                ? fallback
                : new HoldLimits(firstHoldSeconds, row.getInt("unpaid_holds"), row.getInt("release_spread"));
    }

    /** A single statement, so that two operators who set a policy for the first time at once do not collide. */
    @Override
    public void save(ConcertId concertId, QueuePolicy policy) {
        sql.update(
                """
                INSERT INTO queue_policy (concert_id, max_active, admit_per_second, claim_seconds, active_seconds, paused,
                    proof_of_work_bits, first_hold_seconds, unpaid_holds, release_spread, entry_opens_at)
                VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
                ON DUPLICATE KEY UPDATE max_active = VALUES(max_active), admit_per_second = VALUES(admit_per_second),
                    claim_seconds = VALUES(claim_seconds), active_seconds = VALUES(active_seconds), paused = VALUES(paused),
                    proof_of_work_bits = VALUES(proof_of_work_bits), first_hold_seconds = VALUES(first_hold_seconds),
                    unpaid_holds = VALUES(unpaid_holds), release_spread = VALUES(release_spread), entry_opens_at = VALUES(entry_opens_at)
                """,
                concertId.value(),
                policy.maxActive(),
                policy.admitPerSecond().isPresent() ? policy.admitPerSecond().getAsInt() : null,
                policy.claimSeconds(),
                policy.activeSeconds(),
                policy.paused(),
                policy.proofOfWorkBits(),
                policy.holdLimits().firstHoldSeconds(),
                policy.holdLimits().unpaidHolds(),
                policy.holdLimits().releaseSpread(),
                policy.entryOpensAt().orElse(null));
    }
}

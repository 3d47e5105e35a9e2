package io.onsale.platform.redis;

import java.util.List;
import java.util.UUID;

/**
 * The Redis keys of one concert; no other class builds them. All share the concert's hash tag, so that any script over them runs on one
 * node of a Redis Cluster.
 *
 * <pre>
 * key                        type    content                                                        TTL            written by
 * onsale:{c}:sequence        string  the last sequence number given out                             30 days        enter, claim, admit
 * onsale:{c}:issued          zset    time in ms, score: the first sequence number given out then    30 days        enter, claim, leave
 *                                    (time:number of a token that came back from an earlier epoch)
 * onsale:{c}:waiting         zset    user, score: sequence number                                   30 days        enter, claim, admit, leave
 *                                    (kept:number for a holder whom a failover has lost)
 * onsale:{c}:active          zset    user, score: when the slot ends, ms                            30 days        enter, claim, admit, leave, hold, confirm
 * onsale:{c}:slots           hash    user: sequence number, entry time, claimed or not              30 days        as active
 * onsale:{c}:turns           hash    user: when the turn ends, ms; with a colon, until a hold was   30 days        as active
 *                                    kept, when the slot ends without one
 * onsale:{c}:left            list    sequence numbers of those who left while waiting               30 days        leave, claim, admit
 * onsale:{c}:admissions      hash    base of the epoch, resumeAt and paceAt in ms, admitted in all,  30 days        enter, claim, admit
 *                                    the cap by which the last was admitted, keptFrom and keptTo,
 *                                    front: numbers before it do not count in positions
 * onsale:{c}:admitter        string  the instance that admits                                       2 s            admit
 * onsale:{c}:proof:{n}       string  empty: the proof of work on the challenge of this nonce is used     till it expires enter
 * onsale:{c}:seat:{s}        string  the reservation that reserves, holds or bought the seat; nobody 8 s; the hold  hold, keep, restore, release, confirm
 *                                                                                                   and 5 s; 10
 *                                                                                                   min once sold
 * onsale:{c}:seats-of:{u}    zset    seat, score: when the hold ends, ms; +inf once paid; with .5   1 day          hold, keep, restore, release, confirm
 *                                    when its lock ends: not known to be committed
 * onsale:{c}:unpaid:{u}      hash    holds that ended unpaid, when the last did in ms, and those    1 day          release, confirm
 *                                    that a payment has forgiven
 * onsale:{c}:seats:{d}       string  a character a seat, by number: A available, R held, S sold     10 s           fill_view, refresh_view
 * onsale:{c}:seats-read:{d}  string  8 bytes a seat: when what is above was read, µs                10 s           fill_view, refresh_view
 * onsale:{c}:seats-left:{d}  string  how many of them are A                                         10 s           fill_view, refresh_view
 * onsale:{c}:rate:{a}:user:{u}     string  when the bucket of a user for an action is full   until then   take_token
 * onsale:{c}:rate:{a}:address:{n}  string  the same of a client address                             until then     take_token
 * </pre>
 *
 * While Redis is away, instances write {c}:probe once a second (empty, 1 s). Beside them stand onsale:queues:used, a sorted set of the concerts whose queue was used (2 days, written by
 * note_queues), onsale:queues, a set of those in whose queue somebody waits (30 days, written by share_queues), and
 * onsale:rankings:sold-out with {onsale:rankings:sold-out}:dropped, described where they are built, in RedisRankingView. The buckets of what
 * concerns no concert (charging, registering, reading) are onsale:{any}:rate:…, built in TokenBuckets.
 */
public final class ConcertKeys {
    public static final String QUEUES = "onsale:queues:used";
    public static final String QUEUES_WAITED_IN = "onsale:queues";

    private final String prefix;

    public ConcertKeys(UUID concertId) {
        this.prefix = "onsale:{" + concertId + "}:";
    }

    public String sequence() {
        return prefix + "sequence";
    }

    public String issued() {
        return prefix + "issued";
    }

    public String waiting() {
        return prefix + "waiting";
    }

    public String active() {
        return prefix + "active";
    }

    public String slots() {
        return prefix + "slots";
    }

    public String turns() {
        return prefix + "turns";
    }

    public String left() {
        return prefix + "left";
    }

    public String admissions() {
        return prefix + "admissions";
    }

    public String admitter() {
        return prefix + "admitter";
    }

    public String proof(UUID nonce) {
        return prefix + "proof:" + nonce;
    }

    /** KEYS[1] to KEYS[8] of the scripts that are joined behind {@code queue/room}. */
    public List<String> room() {
        return List.of(sequence(), issued(), waiting(), active(), slots(), left(), admissions(), turns());
    }

    public String seat(UUID seatId) {
        return prefix + "seat:" + seatId;
    }

    public String seatsOf(UUID userId) {
        return prefix + "seats-of:" + userId;
    }

    public String unpaid(UUID userId) {
        return prefix + "unpaid:" + userId;
    }

    public String seats(UUID dateId) {
        return prefix + "seats:" + dateId;
    }

    public String seatsRead(UUID dateId) {
        return prefix + "seats-read:" + dateId;
    }

    public String seatsLeft(UUID dateId) {
        return prefix + "seats-left:" + dateId;
    }

    /** @param subject the action and who is counted, e.g. {@code enter:user:<id>} */
    public String rate(String subject) {
        return prefix + "rate:" + subject;
    }
}

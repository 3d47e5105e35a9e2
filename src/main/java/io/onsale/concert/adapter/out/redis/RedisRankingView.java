package io.onsale.concert.adapter.out.redis;

import io.onsale.concert.domain.ConcertId;
import io.onsale.concert.domain.SoldOutConcert;
import io.onsale.concert.port.in.SoldOutRanking;
import io.onsale.concert.port.out.RankingView;
import io.onsale.platform.redis.LuaScript;
import io.onsale.platform.redis.RedisScripts;
import io.vertx.redis.client.Response;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;

/**
 * The ranking in Redis: the first hundred concerts in one sorted set, which lives ten minutes. The score is the seconds
 * to sell-out. Redis sorts members of one score as texts, so a member begins with all that decides a tie, each part of
 * fixed width: dates counted down from the highest number, opening time in ms, concert id. The title comes last.
 */
@ApplicationScoped
public class RedisRankingView implements RankingView {
    static final String RANKING = "onsale:rankings:sold-out";
    /** The braces put this key on the node of the ranking. */
    static final String DROPPED = "{onsale:rankings:sold-out}:dropped";

    private static final List<String> KEYS = List.of(RANKING, DROPPED);

    private static final LuaScript STAMP = LuaScript.of("concert/take_stamp");
    private static final LuaScript ADD = LuaScript.of("concert/add_to_ranking");
    private static final LuaScript FILL = LuaScript.of("concert/fill_ranking");
    private static final LuaScript DROP = LuaScript.of("concert/drop_ranking");
    private static final LuaScript READ = LuaScript.of("concert/read_ranking");

    /** A change that Redis could not be told of stays unseen for this long at most. */
    private static final Duration LIFE = Duration.ofMinutes(10);

    /** The origin from which opening times are counted, so that times before 1970 sort as well. */
    private static final long YEAR_0_MILLIS =
            Instant.parse("0000-01-01T00:00:00Z").toEpochMilli();

    private static final int DATES = 10;
    private static final int TIME = DATES + 15;
    private static final int ID = TIME + 36;

    private final RedisScripts scripts;

    public RedisRankingView(RedisScripts scripts) {
        this.scripts = scripts;
    }

    @Override
    public long stamp() {
        return scripts.await(STAMP, List.of(RANKING), List.of()).toLong();
    }

    @Override
    public Outcome add(SoldOutConcert concert, long stamp) {
        var arguments = List.of(stamp, SoldOutRanking.MAX_RANKS, concert.seconds(), member(concert));
        int code = scripts.await(ADD, KEYS, arguments).toInteger();
        return switch (code) {
            case 1 -> Outcome.WRITTEN;
            case 2 -> Outcome.MISSING;
            case 3 -> Outcome.OUTDATED;
            default -> throw new IllegalStateException("add_to_ranking answered " + code);
        };
    }

    @Override
    public void fill(List<SoldOutConcert> concerts, long stamp) {
        var arguments = new ArrayList<Object>(List.of(stamp, LIFE.toMillis()));
        for (SoldOutConcert concert : concerts) {
            arguments.add(concert.seconds());
            arguments.add(member(concert));
        }
        scripts.await(FILL, KEYS, arguments);
    }

    @Override
    public void drop() {
        scripts.await(DROP, KEYS, List.of(LIFE.toMillis()));
    }

    @Override
    public Optional<List<SoldOutConcert>> fastest(int limit) {
        Response reply = scripts.await(READ, List.of(RANKING), List.of(limit));
        var concerts = new ArrayList<SoldOutConcert>();
        for (int i = 0; i < reply.size(); i += 2) {
            concerts.add(concert(reply.get(i).toString(), reply.get(i + 1).toLong()));
        }
        return concerts.isEmpty() ? Optional.empty() : Optional.of(concerts);
    }

    private static String member(SoldOutConcert concert) {
        return String.format(
                Locale.ROOT,
                "%010d%015d%s%s",
                Integer.MAX_VALUE - concert.dates(),
                concert.openTime().toEpochMilli() - YEAR_0_MILLIS,
                concert.id(),
                concert.title());
    }

    private static SoldOutConcert concert(String member, long seconds) {
        return new SoldOutConcert(
                new ConcertId(UUID.fromString(member.substring(TIME, ID))),
                member.substring(ID),
                seconds,
                Integer.MAX_VALUE - Integer.parseInt(member.substring(0, DATES)),
                Instant.ofEpochMilli(Long.parseLong(member.substring(DATES, TIME)) + YEAR_0_MILLIS));
    }
}

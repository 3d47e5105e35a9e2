package io.onsale.invariants.adapter.out.persistence;

import static java.util.stream.Collectors.joining;

import io.onsale.invariants.domain.InvariantCheck;
import io.onsale.invariants.port.out.StoredState;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.persistence.Parameter;
import jakarta.persistence.Tuple;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.hibernate.Session;
import org.hibernate.query.NativeQuery;

/** One query a check, each a pass over a table or two with look-ups by unique key. None takes a lock. */
@ApplicationScoped
public class SqlStoredState implements StoredState {
    private final Session session;

    public SqlStoredState(Session session) {
        this.session = session;
    }

    @Override
    public List<InvariantCheck> checkAll(Instant holdsDueBefore, int seatLimit) {
        // All queries see the state at the first one. The server refuses this once a transaction has begun.
        session.createNativeMutationQuery("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
                .executeUpdate();
        Map<String, Object> values = Map.of("holdsDueBefore", holdsDueBefore, "seatLimit", seatLimit);
        return Arrays.stream(Invariant.values())
                .map(invariant -> new InvariantCheck(invariant.name(), violations(invariant, values)))
                .toList();
    }

    private List<String> violations(Invariant invariant, Map<String, Object> values) {
        NativeQuery<Tuple> query = session.createNativeQuery(invariant.violations, Tuple.class);
        for (Parameter<?> parameter : query.getParameters()) {
            query.setParameter(parameter.getName(), values.get(parameter.getName()));
        }
        return query.setMaxResults(InvariantCheck.MAX_VIOLATIONS).getResultList().stream()
                .map(SqlStoredState::describe)
                .toList();
    }

    /** Each id behind the name of its column. */
    private static String describe(Tuple row) {
        return row.getElements().stream()
                .map(column -> column.getAlias() + " " + uuid((byte[]) row.get(column)))
                .collect(joining(", "));
    }

    private static UUID uuid(byte[] id) {
        ByteBuffer bytes = ByteBuffer.wrap(id);
        return new UUID(bytes.getLong(), bytes.getLong());
    }
}

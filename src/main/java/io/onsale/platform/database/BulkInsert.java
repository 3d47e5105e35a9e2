package io.onsale.platform.database;

import java.util.List;
import org.hibernate.StatelessSession;

/**
 * The insertion of very many rows, 1,000 at a time. Hibernate would make one statement of all of them, and the driver keeps several copies
 * of a statement in memory.
 */
public final class BulkInsert {
    private static final int AT_ONCE = 1_000;

    private BulkInsert() {}

    public static void insert(StatelessSession session, List<?> entities) {
        for (int from = 0; from < entities.size(); from += AT_ONCE) {
            session.insertMultiple(entities.subList(from, Math.min(from + AT_ONCE, entities.size())));
        }
    }
}

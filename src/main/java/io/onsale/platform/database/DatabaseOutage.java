package io.onsale.platform.database;

import java.sql.SQLException;
import java.sql.SQLNonTransientConnectionException;
import java.sql.SQLRecoverableException;
import java.sql.SQLTransientException;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * The reasons for which the database fails a correct statement (ADR 34). The error number alone tells them apart: SQL states and the
 * driver's exception types do not distinguish a server that must not write from a wrong statement. An error that is in no list is a defect
 * of Onsale and stays visible as one: a violated constraint, a statement that cannot be parsed, a missing table.
 */
public enum DatabaseOutage {
    /** Mostly after a failover, when another server is the primary. 1036 and 1874 are InnoDB's own numbers for it. */
    READ_ONLY("the database is read-only", Set.of(1290, 1792, 1836, 1036, 1874)),

    /**
     * A limit of the server or of the service's user; also a host that has failed too often, or a server that takes no connection at the
     * moment.
     */
    CONNECTION_LIMIT("the database takes no more connections", Set.of(1040, 1203, 1226, 1129, 1135, 1461, 3032, 3168)),

    /** A statement was ended by an operator or by a time limit: KILL QUERY, max_statement_time, max_execution_time. */
    INTERRUPTED("the database has broken off a statement", Set.of(1317, 1969, 3024, 1028)),

    /** The server goes down or has closed the connection: KILL, wait_timeout. 1047 is a node of a cluster that has lost the others. */
    CLOSED("the database has closed the connection", Set.of(1053, 1079, 1152, 1184, 1927, 3169, 4031, 1047)),

    /**
     * The disk, memory, table space or log is full, or a member of a replication group finds no majority. Storage engines have one number
     * (1030) for all their troubles, nearly all of which are one of these.
     */
    EXHAUSTED(
            "the database has run out of disk, memory or quorum",
            Set.of(1004, 1021, 1026, 1030, 1037, 1038, 1041, 1114, 1180, 1197, 1206, 1534, 1598, 1637, 3100, 3101)),

    /** A lock of a row or a definition went to another transaction, or a table was changed meanwhile. */
    LOCKED("the database could not get a lock", Set.of(1205, 1213, 3572, 1020, 1412, 1615)),

    /**
     * The password was rotated, a right was revoked, or the schema is missing. Only an operator can mend that, and until then events are
     * better kept than given up.
     */
    ACCESS(
            "the database does not let the service in",
            Set.of(1044, 1045, 1049, 1130, 1142, 1143, 1227, 1370, 1698, 1820, 1862, 3118, 3955, 4151)),

    /** The service got no connection: the driver reports that by its exception types. */
    UNREACHABLE("the database is not available", Set.of());

    private static final Map<Integer, DatabaseOutage> BY_NUMBER = Arrays.stream(values())
            .flatMap(outage -> outage.numbers.stream().map(number -> Map.entry(number, outage)))
            .collect(Collectors.toUnmodifiableMap(Map.Entry::getKey, Map.Entry::getValue));

    private final String sentence;
    private final Set<Integer> numbers;

    DatabaseOutage(String sentence, Set<Integer> numbers) {
        this.sentence = sentence;
        this.numbers = numbers;
    }

    /** The sentence that names the outage in the log. */
    public String sentence() {
        return sentence;
    }

    /** Judges this exception alone, not its causes. */
    public static Optional<DatabaseOutage> of(Throwable e) {
        if (!(e instanceof SQLException failure)) {
            return Optional.empty();
        }
        DatabaseOutage told = BY_NUMBER.get(failure.getErrorCode());
        return told == null && isUnreachable(failure) ? Optional.of(UNREACHABLE) : Optional.ofNullable(told);
    }

    private static boolean isUnreachable(SQLException e) {
        return e instanceof SQLTransientException
                || e instanceof SQLRecoverableException
                || e instanceof SQLNonTransientConnectionException
                // The pool has neither a type nor a state for it.
                || String.valueOf(e.getMessage()).toLowerCase().contains("acquisition timeout");
    }

    /** Whether the connection that reported this is useless from now on: a new one may lead to another server, or have other rights. */
    public boolean endsConnection() {
        return this == READ_ONLY || this == CLOSED || this == ACCESS;
    }
}

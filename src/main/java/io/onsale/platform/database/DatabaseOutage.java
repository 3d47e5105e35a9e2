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
 * Why the database does not do what is right to ask of it. A server that answers says so by its number alone: states and the driver's types
 * make no difference between a server that may not write and a statement that is wrong. What is in no list is a defect of ours, and is to be
 * seen as one: a constraint, a statement that cannot be parsed, a table that does not exist.
 */
public enum DatabaseOutage {
    /** Since a failover, most of the time: another server is the primary. 1036 and 1874 are InnoDB's own way to say it. */
    READ_ONLY("the database is read-only", Set.of(1290, 1792, 1836, 1036, 1874)),

    /** Of the server or of the service's user; and a host that has failed too often, or a server that takes nobody at the moment. */
    CONNECTION_LIMIT("the database takes no more connections", Set.of(1040, 1203, 1226, 1129, 1135, 1461, 3032, 3168)),

    /** By an operator or by a limit of time: KILL QUERY, max_statement_time, max_execution_time. */
    INTERRUPTED("the database has broken off a statement", Set.of(1317, 1969, 3024, 1028)),

    /** The server goes down or has closed the connection: KILL, wait_timeout. 1047 is a node of a cluster that has lost the others. */
    CLOSED("the database has closed the connection", Set.of(1053, 1079, 1152, 1184, 1927, 3169, 4031, 1047)),

    /**
     * Disk, memory, table space, log; and a member of a replication group that finds no majority. Storage engines have a number for all
     * their troubles (1030), nearly all of which are one of these.
     */
    EXHAUSTED(
            "the database has run out of disk, memory or quorum",
            Set.of(1004, 1021, 1026, 1030, 1037, 1038, 1041, 1114, 1180, 1197, 1206, 1534, 1598, 1637, 3100, 3101)),

    /** For a lock of a row or a definition, against another transaction; and a table that was changed meanwhile. */
    LOCKED("the database could not get a lock", Set.of(1205, 1213, 3572, 1020, 1412, 1615)),

    /**
     * Its password was rotated, a right revoked, the schema is not there: whoever asks can do nothing about it, an operator can, and events
     * are better kept than given up until then.
     */
    ACCESS(
            "the database does not let the service in",
            Set.of(1044, 1045, 1049, 1130, 1142, 1143, 1227, 1370, 1698, 1820, 1862, 3118, 3955, 4151)),

    /** No connection to be had: the driver tells that by its types. */
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

    /** For the log. */
    public String sentence() {
        return sentence;
    }

    /** Of this exception alone, not of its causes. */
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

    /** Whether a connection that has told this is of no use any more: another may lead to another server, or come with other rights. */
    public boolean endsConnection() {
        return this == READ_ONLY || this == CLOSED || this == ACCESS;
    }
}

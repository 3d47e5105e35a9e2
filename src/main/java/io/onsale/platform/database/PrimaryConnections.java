package io.onsale.platform.database;

import io.agroal.api.AgroalDataSource;
import io.agroal.api.AgroalDataSource.FlushMode;
import io.agroal.api.configuration.supplier.AgroalDataSourceConfigurationSupplier;
import io.agroal.api.exceptionsorter.MySQLExceptionSorter;
import io.quarkus.agroal.runtime.JdbcDriver;
import io.quarkus.arc.Unremovable;
import io.quarkus.jdbc.mysql.runtime.MySQLAgroalConnectionConfigurer;
import jakarta.annotation.Priority;
import jakarta.enterprise.inject.Alternative;
import jakarta.enterprise.inject.Instance;
import jakarta.inject.Singleton;
import java.sql.SQLException;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/**
 * The guard that keeps the pool's connections on the primary. After a failover the address leads to another server, but open connections
 * stay with the old one. As soon as one connection finds its server read-only, all are replaced, those in use when they are returned.
 */
@Alternative
@Priority(1)
@Singleton
@Unremovable
@JdbcDriver("mysql")
public class PrimaryConnections extends MySQLAgroalConnectionConfigurer {
    /**
     * SQL that is 1 on a server that must not be written to. An Aurora reader reports it by the second variable; from MariaDB 12 on the
     * first variable is a word.
     */
    public static final String IS_READ_ONLY = "@@read_only NOT IN ('0', 'OFF') OR @@innodb_read_only";

    /**
     * The shortest time between two replacements while the server stays read-only. Without it each buyer's failure would cost all the
     * others their connections.
     */
    private static final long QUIET_NANOS = TimeUnit.MILLISECONDS.toNanos(500);

    private final Instance<AgroalDataSource> pool;
    private final AtomicLong replacedNanos = new AtomicLong(System.nanoTime() - QUIET_NANOS);

    public PrimaryConnections(Instance<AgroalDataSource> pool) {
        this.pool = pool;
    }

    @Override
    public void setExceptionSorter(String databaseKind, AgroalDataSourceConfigurationSupplier configuration) {
        configuration.connectionPoolConfiguration().exceptionSorter(new MySQLExceptionSorter() {
            @Override
            public boolean isFatal(SQLException e) {
                Optional<DatabaseOutage> outage = DatabaseOutage.of(e);
                if (outage.filter(DatabaseOutage.READ_ONLY::equals).isPresent()) {
                    replace();
                }
                return outage.filter(DatabaseOutage::endsConnection).isPresent() || super.isFatal(e);
            }
        });
    }

    /** Costs the caller no time: the pool replaces the connections by itself. */
    public void replace() {
        long last = replacedNanos.get();
        long now = System.nanoTime();
        if (now - last >= QUIET_NANOS && replacedNanos.compareAndSet(last, now)) {
            pool.get().flush(FlushMode.GRACEFUL);
        }
    }
}

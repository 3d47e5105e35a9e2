package io.onsale.platform.database;

import com.mysql.cj.jdbc.JdbcConnection;
import io.agroal.api.AgroalPoolInterceptor;
import jakarta.inject.Singleton;
import java.sql.Connection;
import java.sql.SQLException;
import org.jboss.logging.Logger;

/**
 * The interceptor that keeps pooled connections in autocommit=0 for good (ADR 2). Without it the pool would send SET autocommit=0 and =1
 * around every transaction: two of seven round trips when a seat is reserved. A transaction that a read has opened is rolled back when the
 * connection is returned, since its snapshot must not live on; where the server reports no open transaction, nothing is sent.
 */
@Singleton
public class TransactionalConnections implements AgroalPoolInterceptor {
    private static final Logger LOG = Logger.getLogger(TransactionalConnections.class);

    @Override
    public void onConnectionCreate(Connection connection) {
        try {
            // This must be the driver's own connection: through the pool's wrapper the change would be undone at the
            // first return.
            connection.unwrap(JdbcConnection.class).setAutoCommit(false);
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void onConnectionReturn(Connection connection) {
        try {
            if (isInTransaction(connection)) {
                connection.rollback();
            }
        } catch (SQLException e) {
            abort(connection);
        }
    }

    private static boolean isInTransaction(Connection connection) throws SQLException {
        return connection
                .unwrap(JdbcConnection.class)
                .getSession()
                .getServerSession()
                .inTransactionOnServer();
    }

    /** A connection in an unknown state is not used again; the pool makes another. */
    private static void abort(Connection connection) {
        try {
            connection.abort(Runnable::run);
        } catch (SQLException e) {
            LOG.debug("The connection was gone already", e);
        }
    }
}

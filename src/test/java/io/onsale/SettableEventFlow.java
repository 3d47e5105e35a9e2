package io.onsale;

import io.onsale.kernel.EventFlow;
import io.onsale.platform.events.SqlEventFlow;
import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Alternative;

/** The event flow of tests: events flow unless a test says otherwise. */
@Alternative
@Priority(1)
@ApplicationScoped
public class SettableEventFlow implements EventFlow {
    private final SqlEventFlow real;
    private volatile Boolean said;

    public SettableEventFlow(SqlEventFlow real) {
        this.real = real;
    }

    public void set(boolean flowing) {
        said = flowing;
    }

    public void reset() {
        said = null;
    }

    @Override
    public boolean isFlowing() {
        Boolean flowing = said;
        return flowing != null ? flowing : real.isFlowing();
    }
}

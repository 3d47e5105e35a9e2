package io.onsale.common.port.in;

import io.onsale.common.domain.AuditEntry;
import java.util.List;

public interface AuditQueries {
    /** Newest first. */
    List<AuditEntry> entries(int page, int size);

    long entryCount();
}

package io.onsale.platform.audit;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializerProvider;
import com.fasterxml.jackson.databind.module.SimpleModule;
import com.fasterxml.jackson.databind.ser.std.StdScalarSerializer;
import io.onsale.kernel.AuditLog;
import io.onsale.kernel.IdGenerator;
import io.onsale.platform.identity.CurrentActor;
import io.onsale.platform.runtime.OneLine;
import io.quarkus.panache.common.Sort;
import jakarta.enterprise.context.ApplicationScoped;
import java.io.IOException;
import java.time.Clock;
import java.util.List;
import java.util.Map;

/** The audit log of operators' acts, each written in the transaction of the act. */
@ApplicationScoped
public class PanacheAuditLog implements AuditLog {
    private final CurrentActor actor;
    private final IdGenerator ids;
    private final Clock clock;
    private final ObjectMapper json;

    public PanacheAuditLog(CurrentActor actor, IdGenerator ids, Clock clock, ObjectMapper json) {
        this.actor = actor;
        this.ids = ids;
        this.clock = clock;
        this.json = json.copy().registerModule(new SimpleModule().addSerializer(String.class, new OneLines()));
    }

    @Override
    public void write(String action, String target, Map<String, ?> before, Map<String, ?> after) {
        var entry = new AuditEntryEntity();
        entry.id = ids.next();
        entry.at = clock.instant();
        entry.actor = actor.name();
        entry.action = action;
        entry.target = OneLine.of(target);
        entry.detail = detail(before, after);
        entry.persist();
    }

    /** A serializer that keeps foreign text on one line, so that it cannot forge further text for the reader of the log. */
    private static final class OneLines extends StdScalarSerializer<String> {
        OneLines() {
            super(String.class);
        }

        @Override
        public void serialize(String value, JsonGenerator generator, SerializerProvider provider) throws IOException {
            generator.writeString(OneLine.of(value));
        }
    }

    private String detail(Map<String, ?> before, Map<String, ?> after) {
        try {
            return json.writeValueAsString(Map.of("before", before, "after", after));
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Newest first. */
    public List<AuditEntry> entries(int page, int size) {
        return AuditEntryEntity.<AuditEntryEntity>findAll(Sort.descending("id")).page(page, size).list().stream()
                .map(AuditEntryEntity::toDomain)
                .toList();
    }

    public long entryCount() {
        return AuditEntryEntity.count();
    }
}

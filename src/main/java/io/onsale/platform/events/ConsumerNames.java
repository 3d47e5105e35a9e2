package io.onsale.platform.events;

import static java.util.stream.Collectors.toUnmodifiableSet;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.Set;
import java.util.stream.StreamSupport;
import org.eclipse.microprofile.config.Config;

/**
 * The names of all consumers: the channels that have a group, including those that are switched off here. Only they may give up on a record
 * or be the addressee of a replay.
 */
@ApplicationScoped
public class ConsumerNames {
    private static final String CHANNELS = "mp.messaging.incoming.";
    private static final String GROUP = ".group.id";

    private final Set<String> names;

    @Inject
    public ConsumerNames(Config config) {
        this(StreamSupport.stream(config.getPropertyNames().spliterator(), false)
                .filter(name -> name.startsWith(CHANNELS) && name.endsWith(GROUP))
                .map(name -> name.substring(CHANNELS.length(), name.length() - GROUP.length()))
                .collect(toUnmodifiableSet()));
    }

    public ConsumerNames(Set<String> names) {
        this.names = names;
    }

    public boolean has(String name) {
        return names.contains(name);
    }

    public Set<String> all() {
        return names;
    }
}

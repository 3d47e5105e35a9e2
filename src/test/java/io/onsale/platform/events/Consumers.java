package io.onsale.platform.events;

import io.smallrye.reactive.messaging.ChannelRegistry;
import io.smallrye.reactive.messaging.PausableChannel;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Objects;
import java.util.stream.Stream;

/** The consumers of this instance, for tests that stop and start them. */
@ApplicationScoped
public class Consumers {
    private final ChannelRegistry channels;

    public Consumers(ChannelRegistry channels) {
        this.channels = channels;
    }

    public void pause() {
        all().forEach(PausableChannel::pause);
    }

    public void resume() {
        all().filter(PausableChannel::isPaused).forEach(PausableChannel::resume);
    }

    private Stream<PausableChannel> all() {
        return channels.getIncomingNames().stream().map(channels::getPausable).filter(Objects::nonNull);
    }
}

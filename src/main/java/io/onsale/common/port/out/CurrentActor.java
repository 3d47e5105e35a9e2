package io.onsale.common.port.out;

/** On whose behalf the service acts at this moment. */
public interface CurrentActor {
    String name();
}

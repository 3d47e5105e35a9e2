package io.onsale.drill;

import io.onsale.embedded.ServerProcess;
import java.util.Random;
import java.util.concurrent.TimeUnit;

/** What a drill does to a {@link Cluster}: hurts it, waits, and has all of it running again when it returns. */
enum Fault {
    INSTANCE_KILLED("kill -9 of an instance, replaced after 2 s") {
        @Override
        String inflict(Cluster cluster, Random random) throws InterruptedException {
            int place = random.nextInt(Cluster.INSTANCES);
            cluster.instance(place).kill();
            seconds(2);
            cluster.replace(place);
            return "instance " + place;
        }
    },
    INSTANCE_TERMINATED("SIGTERM of an instance, replaced at once") {
        @Override
        String inflict(Cluster cluster, Random random) {
            int place = random.nextInt(Cluster.INSTANCES);
            cluster.instance(place).terminate();
            cluster.replace(place);
            return "instance " + place;
        }
    },
    /** Not by chance: nobody is to notice it. */
    ROLLING_RESTART("all instances replaced, one by one") {
        @Override
        String inflict(Cluster cluster, Random random) {
            for (int place = 0; place < Cluster.INSTANCES; place++) {
                cluster.instance(place).terminate();
                cluster.replace(place);
            }
            return "";
        }
    },
    INSTANCE_PAUSED("SIGSTOP of an instance for 15 s") {
        @Override
        String inflict(Cluster cluster, Random random) throws InterruptedException {
            int place = random.nextInt(Cluster.INSTANCES);
            cluster.instance(place).pause();
            seconds(15);
            cluster.instance(place).resume();
            return "instance " + place + " at " + cluster.instance(place).url();
        }
    },
    CLOCK_OFF("an instance replaced by one whose clock is 30 s off") {
        @Override
        String inflict(Cluster cluster, Random random) {
            int place = random.nextInt(Cluster.INSTANCES);
            int offset = random.nextBoolean() ? 30_000 : -30_000;
            cluster.instance(place).terminate();
            cluster.replace(place, SkewedClock.option(offset));
            return "instance " + place + " by " + offset + " ms, from now on";
        }

        @Override
        boolean isPossible() {
            return Mutant.isPossible();
        }
    },
    REDIS_EMPTIED("Redis killed, restarted empty after 2 s") {
        @Override
        String inflict(Cluster cluster, Random random) throws InterruptedException {
            killFor(2, cluster.servers().redis());
            return "";
        }
    },
    DATABASE_KILLED("MySQL killed, restarted after 2 s") {
        @Override
        String inflict(Cluster cluster, Random random) throws InterruptedException {
            killFor(2, cluster.servers().mariaDb());
            return "";
        }
    },
    DATABASE_SLOW("each statement takes 200 ms longer, for 10 s") {
        @Override
        String inflict(Cluster cluster, Random random) throws InterruptedException {
            cluster.database().delay(200);
            seconds(10);
            cluster.database().delay(0);
            return "";
        }
    },
    BROKER_KILLED("a broker killed, restarted after 5 s") {
        @Override
        String inflict(Cluster cluster, Random random) throws InterruptedException {
            int broker = random.nextInt(3);
            killFor(5, cluster.servers().broker(broker));
            return "broker " + broker;
        }
    },
    BROKERS_KILLED("all brokers killed, restarted after 5 s") {
        @Override
        String inflict(Cluster cluster, Random random) throws InterruptedException {
            for (int broker = 0; broker < 3; broker++) {
                cluster.servers().broker(broker).kill();
            }
            seconds(5);
            cluster.startBrokers();
            return "";
        }
    },
    EVENTS_REPLAYED("the first records of each topic are sent again") {
        @Override
        String inflict(Cluster cluster, Random random) {
            return cluster.replay() + " records";
        }
    };

    final String description;

    Fault(String description) {
        this.description = description;
    }

    /** Returns what was hurt, once the cluster is whole again. */
    abstract String inflict(Cluster cluster, Random random) throws InterruptedException;

    boolean isPossible() {
        return true;
    }

    /** Those of Kafka are inflicted beside the others: buyers are to notice nothing of them anyway. */
    boolean isOfKafka() {
        return this == BROKER_KILLED || this == BROKERS_KILLED || this == EVENTS_REPLAYED;
    }

    /** How many instances may leave records to others, or have to take them up again, that they had not finished with. */
    int handovers() {
        return switch (this) {
            case REDIS_EMPTIED, EVENTS_REPLAYED -> 0;
            case ROLLING_RESTART, DATABASE_KILLED, BROKERS_KILLED -> Cluster.INSTANCES;
            default -> 1;
        };
    }

    private static void killFor(int seconds, ServerProcess server) throws InterruptedException {
        server.kill();
        seconds(seconds);
        server.start();
    }

    private static void seconds(int seconds) throws InterruptedException {
        TimeUnit.SECONDS.sleep(seconds);
    }
}

package io.onsale.drill;

import io.onsale.RawRedis;
import io.onsale.embedded.ServerProcess;
import java.net.URI;
import java.sql.SQLException;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.TimeUnit;

/**
 * The faults that a drill inflicts on a {@link Cluster}. Each hurts a part of it, waits, and returns when all of it is
 * running again.
 */
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
    /** This one is not chosen by chance, and nobody may notice it. */
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
    /** The server keeps its data: it becomes a replica of a primary that does not exist. */
    REDIS_READ_ONLY("Redis a replica, for 10 s") {
        @Override
        String inflict(Cluster cluster, Random random) throws InterruptedException {
            int port = URI.create(cluster.servers().settings().get("quarkus.redis.hosts"))
                    .getPort();
            RawRedis.ask(port, "REPLICAOF", "127.0.0.1", 1);
            seconds(10);
            RawRedis.ask(port, "REPLICAOF", "NO", "ONE");
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
    DATABASE_READ_ONLY("MySQL read-only, for 10 s") {
        @Override
        String inflict(Cluster cluster, Random random) throws InterruptedException {
            readOnly(cluster, true);
            seconds(10);
            readOnly(cluster, false);
            return "";
        }

        private static void readOnly(Cluster cluster, boolean on) {
            try (var root = cluster.servers().root();
                    var statement = root.createStatement()) {
                statement.execute("SET GLOBAL read_only = " + (on ? "ON" : "OFF"));
            } catch (SQLException e) {
                throw new IllegalStateException(e);
            }
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
    /** The outage is longer than the time for which the relay does not log it. */
    BROKERS_KILLED("all brokers killed, restarted after 12 s") {
        @Override
        String inflict(Cluster cluster, Random random) throws InterruptedException {
            for (int broker = 0; broker < 3; broker++) {
                cluster.servers().broker(broker).kill();
            }
            seconds(12);
            cluster.startBrokers();
            return "";
        }
    },
    EVENTS_REPLAYED("the first records of each topic are sent again") {
        @Override
        String inflict(Cluster cluster, Random random) {
            return cluster.replay() + " records";
        }
    },
    /** This is the topic with the most readers, deleted while it is written to. */
    TOPIC_DELETED("the topic payment.success deleted, until it is made again") {
        @Override
        String inflict(Cluster cluster, Random random) throws InterruptedException {
            return cluster.lost().delete();
        }
    },
    /** The poison accompanies all other faults, from the first of them to the last sale. */
    POISON("a record a second that nobody can read") {
        @Override
        String inflict(Cluster cluster, Random random) {
            throw new UnsupportedOperationException("it has no end");
        }
    };

    final String description;

    Fault(String description) {
        this.description = description;
    }

    /** @return the part that was hurt, once the cluster is whole again */
    abstract String inflict(Cluster cluster, Random random) throws InterruptedException;

    boolean isPossible() {
        return true;
    }

    /** Faults of Kafka are inflicted beside the others, since buyers are to notice nothing of them anyway. */
    boolean isOfKafka() {
        return switch (this) {
            case BROKER_KILLED, BROKERS_KILLED, EVENTS_REPLAYED, TOPIC_DELETED -> true;
            default -> false;
        };
    }

    /**
     * The log lines about the fault: one when it begins, and one when it is over. There are none about a broker that
     * others replace, nor about one of many instances.
     */
    Optional<LogJudge.Told> told() {
        return Optional.ofNullable(
                switch (this) {
                    case REDIS_EMPTIED, REDIS_READ_ONLY -> LogJudge.REDIS;
                    case DATABASE_KILLED, DATABASE_READ_ONLY -> LogJudge.DATABASE;
                    case BROKERS_KILLED -> LogJudge.KAFKA;
                    default -> null;
                });
    }

    /**
     * Whether the relay may move to another instance: its lock goes with a connection to the database, and that with
     * the instance.
     */
    boolean mayMoveTheRelay() {
        return switch (this) {
            case INSTANCE_KILLED,
                    INSTANCE_TERMINATED,
                    ROLLING_RESTART,
                    INSTANCE_PAUSED,
                    CLOCK_OFF,
                    DATABASE_KILLED,
                    DATABASE_READ_ONLY -> true;
            default -> false;
        };
    }

    /** The number of instances that may leave unfinished records to others, or have to take them up again. */
    int handovers() {
        return switch (this) {
            case REDIS_EMPTIED, REDIS_READ_ONLY, EVENTS_REPLAYED, POISON -> 0;
            case ROLLING_RESTART, DATABASE_KILLED, DATABASE_READ_ONLY, BROKERS_KILLED, TOPIC_DELETED ->
                Cluster.INSTANCES;
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

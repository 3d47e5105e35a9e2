package io.onsale.drill;

import static java.util.stream.Collectors.groupingBy;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.onsale.cluster.Instance;
import io.onsale.cluster.Servers;
import io.onsale.platform.events.TopicReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/**
 * Three instances over servers of their own, with a balancer that sends requests to those that say they are ready, as a
 * Kubernetes service does. Times are short, so that much happens in a drill.
 */
final class Cluster implements AutoCloseable {
    static final int INSTANCES = 3;
    static final int MAX_ACTIVE = 12;
    static final Duration HOLD = Duration.ofSeconds(6);
    static final List<String> TOPICS =
            List.of("reservation.created", "reservation.released", "payment.success", "payment.failed");

    /** The number of records of each topic that are replayed. */
    private static final int REPLAYED = 1000;

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final HttpClient HTTP = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(Duration.ofSeconds(1))
            .build();

    private final String name;
    private final Servers servers;
    private final SlowLink database;
    private final Path application;
    private final Map<String, String> settings;
    private final List<Instance> instances = new CopyOnWriteArrayList<>();
    private final HttpServer dataPlatform;
    private final ExecutorService dataPlatformThreads = Executors.newCachedThreadPool();
    private final Map<String, AtomicInteger> reported = new ConcurrentHashMap<>();
    private final Set<String> reportedReservations = ConcurrentHashMap.newKeySet();
    private final AtomicInteger started = new AtomicInteger();
    private final ScheduledExecutorService probing = Executors.newScheduledThreadPool(INSTANCES);
    private final Map<Integer, Boolean> ready = new ConcurrentHashMap<>();
    private final List<Instance> all = new CopyOnWriteArrayList<>();
    private final Poison poison;
    private final LostTopic lost;

    /**
     * @param application the directory of a {@link Mutant}, or null for the build as it is
     * @param otherSettings further settings of each instance
     */
    Cluster(String name, Path application, Map<String, String> otherSettings) {
        this.name = name;
        this.application = application;
        servers = Servers.start(name);
        String url = servers.settings().get("quarkus.datasource.jdbc.url");
        int port = URI.create(url.substring("jdbc:".length())).getPort();
        database = new SlowLink(port);
        dataPlatform = startDataPlatform();
        settings = new HashMap<>(servers.settings());
        settings.put("quarkus.datasource.jdbc.url", url.replace(":" + port, ":" + database.port()));
        settings.put(
                "onsale.data-platform.url",
                "http://127.0.0.1:" + dataPlatform.getAddress().getPort() + "/");
        settings.put("onsale.reservation.hold", HOLD.toSeconds() + "s");
        settings.put("onsale.queue.max-active", "" + MAX_ACTIVE);
        // Half of this time and two seconds are for all waiters to come back to a Redis that was emptied.
        settings.put("onsale.queue.claim-window", "3s");
        settings.put("onsale.queue.active-time", "15s");
        settings.put("onsale.queue.first-hold", "8s");
        settings.put("onsale.queue.release-spread", "1s");
        settings.put("quarkus.shutdown.delay", "2s");
        settings.putAll(otherSettings);
        poison = new Poison(brokers());
        lost = new LostTopic(this);
        instances.add(anInstance("").awaitReady()); // the first instance makes the tables, alone
        List<Instance> others =
                IntStream.range(1, INSTANCES).mapToObj(place -> anInstance("")).toList();
        others.forEach(Instance::awaitReady);
        instances.addAll(others);
        for (int place = 0; place < INSTANCES; place++) {
            int at = place;
            probing.scheduleWithFixedDelay(() -> probe(at), 0, 500, TimeUnit.MILLISECONDS);
        }
    }

    /** A new instance. Many are started while the others sell, so the compiler is to spend little on a start. */
    private Instance anInstance(String option) {
        var environment = Map.of("JAVA_TOOL_OPTIONS", "-XX:TieredStopAtLevel=1 -XX:+UseSerialGC " + option);
        var instance = new Instance(name + "-" + started.getAndIncrement(), settings, environment, application);
        all.add(instance);
        return instance;
    }

    private HttpServer startDataPlatform() {
        try {
            var server = HttpServer.create(new InetSocketAddress("127.0.0.1", 0), 0);
            server.createContext("/", this::report);
            server.setExecutor(dataPlatformThreads);
            server.start();
            return server;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void report(HttpExchange exchange) throws IOException {
        reportedReservations.add(
                JSON.readTree(exchange.getRequestBody()).path("reservationId").asText());
        String event = exchange.getRequestHeaders().getFirst("Idempotency-Key");
        reported.computeIfAbsent(event, id -> new AtomicInteger()).incrementAndGet();
        exchange.sendResponseHeaders(204, -1);
        exchange.close();
    }

    private void probe(int place) {
        ready.put(place, isReady(instances.get(place)));
    }

    private static boolean isReady(Instance instance) {
        return !get(instance, "/q/health/ready").isEmpty();
    }

    /** @return empty if the answer is not 200, or does not come within a second */
    private static String get(Instance instance, String path) {
        try {
            var request = HttpRequest.newBuilder(URI.create(instance.managementUrl() + path))
                    .timeout(Duration.ofSeconds(1))
                    .build();
            var response = HTTP.send(request, BodyHandlers.ofString());
            return response.statusCode() == 200 ? response.body() : "";
        } catch (IOException e) {
            return "";
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return "";
        }
    }

    Servers servers() {
        return servers;
    }

    SlowLink database() {
        return database;
    }

    String databaseUrl() {
        return servers.settings().get("quarkus.datasource.jdbc.url");
    }

    String brokers() {
        return servers.brokers();
    }

    Instance instance(int place) {
        return instances.get(place);
    }

    /** The instances that are meant to run at the moment. */
    List<Instance> instances() {
        return List.copyOf(instances);
    }

    /** All instances, also those that have ended. */
    List<Instance> all() {
        return List.copyOf(all);
    }

    Poison poison() {
        return poison;
    }

    LostTopic lost() {
        return lost;
    }

    /** An instance that is ready, as far as the balancer knows; any if none is. */
    String choose(Random random) {
        int first = random.nextInt(INSTANCES);
        int chosen = IntStream.range(0, INSTANCES)
                .map(i -> (first + i) % INSTANCES)
                .filter(place -> ready.getOrDefault(place, true))
                .findFirst()
                .orElse(first);
        return instances.get(chosen).url();
    }

    void replace(int place) {
        replace(place, "");
    }

    /** @param option an option of the JVM */
    void replace(int place, String option) {
        instances.set(place, anInstance(option).awaitReady());
    }

    /** Starts all brokers at once, because a broker is up only when it has found the others. */
    void startBrokers() throws InterruptedException {
        List<Thread> starting = IntStream.range(0, 3)
                .mapToObj(id -> new Thread(() -> servers.broker(id).start()))
                .toList();
        starting.forEach(Thread::start);
        for (Thread thread : starting) {
            thread.join();
        }
    }

    /** Sends the first records of each topic again as they are, except the poison. Returns their number. */
    int replay() {
        Map<String, Object> producing = Map.of("bootstrap.servers", brokers());
        try (var topics = new TopicReader(brokers(), TOPICS);
                var producer = new KafkaProducer<>(producing, new ByteArraySerializer(), new ByteArraySerializer())) {
            Map<String, List<ConsumerRecord<byte[], byte[]>>> all = topics.all().stream()
                    .filter(record -> !Poison.is(record))
                    .collect(groupingBy(ConsumerRecord::topic));
            var first = all.values().stream()
                    .flatMap(records -> records.stream().limit(REPLAYED))
                    .toList();
            first.forEach(record -> producer.send(new ProducerRecord<>(
                    record.topic(), record.partition(), record.key(), record.value(), record.headers())));
            return first.size();
        }
    }

    /** The number of reports to the data platform, by event. */
    Map<String, AtomicInteger> reported() {
        return reported;
    }

    Set<String> reportedReservations() {
        return reportedReservations;
    }

    /** The sum of a counter over all instances. */
    double metric(String counter) {
        return instances.stream()
                .flatMap(instance -> get(instance, "/q/metrics").lines())
                .filter(line -> line.startsWith(counter))
                .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' '))))
                .sum();
    }

    @Override
    public void close() {
        probing.shutdownNow();
        poison.close();
        lost.close();
        instances.forEach(Instance::close);
        database.close();
        dataPlatform.stop(0);
        dataPlatformThreads.shutdownNow();
        servers.close();
    }
}

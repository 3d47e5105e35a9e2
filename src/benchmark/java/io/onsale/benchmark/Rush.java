package io.onsale.benchmark;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A rush: so many people, each with a connection that is open already, ask once within the same second. One thread sends and reads by
 * sockets alone, so that the load takes as little of the machine as it can.
 */
final class Rush {
    private static final Pattern POSITION = Pattern.compile("\"position\":(\\d+)");
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    /**
     * @param statuses the number of answers by status; 0 for none
     * @param p99Millis the time from the moment at which a request was due to its answer, of those answered as expected
     * @param lastMillis the same of the last of them
     * @param astray the most places by which a position differs from the order of sending, refused requests left out
     */
    record Result(Map<Integer, Integer> statuses, double p99Millis, double lastMillis, int astray) {}

    private static final class Person {
        SocketChannel channel;
        ByteBuffer request;
        long dueNanos;
        long millis = -1;
        int status;
        long position;
    }

    private final List<Person> people = new ArrayList<>();
    private final ByteBuffer buffer = ByteBuffer.allocate(64 * 1024);

    /** @param paths of the requests, each a POST without a body */
    Result run(URI server, List<String> paths, int expected, Duration within) throws IOException {
        try (Selector selector = Selector.open()) {
            for (String path : paths) {
                var person = new Person();
                person.channel = SocketChannel.open(new InetSocketAddress(server.getHost(), server.getPort()));
                person.channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
                person.channel.configureBlocking(false);
                person.channel.register(selector, SelectionKey.OP_READ, person);
                person.request =
                        ByteBuffer.wrap(("POST " + path + " HTTP/1.1\r\nHost: onsale\r\nContent-Length: 0\r\n\r\n")
                                .getBytes(StandardCharsets.US_ASCII));
                people.add(person);
            }
            rush(selector, within);
        } finally {
            for (Person person : people) {
                person.channel.close();
            }
        }
        return result(expected);
    }

    private void rush(Selector selector, Duration within) throws IOException {
        long begin = System.nanoTime();
        long apart = within.toNanos() / people.size();
        int sent = 0;
        int open = people.size();
        while (open > 0 && System.nanoTime() - begin < within.plus(PATIENCE).toNanos()) {
            while (sent < people.size() && System.nanoTime() - begin >= sent * apart) {
                Person person = people.get(sent);
                person.dueNanos = begin + sent * apart;
                person.channel.write(person.request);
                sent++;
            }
            if (sent < people.size()) {
                selector.selectNow();
            } else {
                selector.select(10);
            }
            for (SelectionKey key : selector.selectedKeys()) {
                if (read((Person) key.attachment())) {
                    key.cancel();
                    open--;
                }
            }
            selector.selectedKeys().clear();
        }
    }

    /** Reads an answer, which is one packet. Returns true when it is there. */
    private boolean read(Person person) throws IOException {
        buffer.clear();
        int length = person.channel.read(buffer);
        String answer = new String(buffer.array(), 0, Math.max(0, length), StandardCharsets.US_ASCII);
        if (answer.startsWith("HTTP/1.1 ")) {
            person.status = Integer.parseInt(answer.substring(9, 12));
            person.millis = (System.nanoTime() - person.dueNanos) / 1_000_000;
            Matcher position = POSITION.matcher(answer);
            person.position = position.find() ? Long.parseLong(position.group(1)) : 0;
        }
        return true;
    }

    private Result result(int expected) {
        var statuses = new TreeMap<Integer, Integer>();
        people.forEach(person -> statuses.merge(person.status, 1, Integer::sum));
        List<Person> served =
                people.stream().filter(person -> person.status == expected).toList();
        long[] millis =
                served.stream().mapToLong(person -> person.millis).sorted().toArray();
        int astray = 0;
        for (int i = 0; i < served.size(); i++) {
            if (served.get(i).position > 0) {
                astray = (int) Math.max(astray, Math.abs(served.get(i).position - 1 - i));
            }
        }
        return new Result(
                statuses,
                millis.length == 0 ? Double.NaN : millis[(int) (millis.length * 0.99)],
                millis.length == 0 ? Double.NaN : millis[millis.length - 1],
                astray);
    }
}

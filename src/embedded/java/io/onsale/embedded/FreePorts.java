package io.onsale.embedded;

import java.io.IOException;
import java.net.ServerSocket;

/** Ports that nobody listens on. */
final class FreePorts {

    private FreePorts() {}

    /** Returns {@code count} different ports: each stays open until the last is found. */
    static int[] take(int count) throws IOException {
        int[] ports = new int[count];
        var sockets = new ServerSocket[count];
        for (int i = 0; i < count; i++) {
            sockets[i] = new ServerSocket(0);
            ports[i] = sockets[i].getLocalPort();
        }
        for (ServerSocket socket : sockets) {
            socket.close();
        }
        return ports;
    }
}

package io.onsale.embedded;

import java.util.Map;

/** One kind of server. It is stopped by ending its processes: what it wrote is thrown away. */
interface EmbeddedServer {

    /** Returns the application's settings that lead to the server, once it takes connections. */
    Map<String, String> start() throws Exception;
}

package io.onsale.embedded;

import java.util.Map;

/** One kind of server. It is stopped by killing its processes, since its data are thrown away. */
interface EmbeddedServer {

    /** Returns the application's settings that lead to the server, once it takes connections. */
    Map<String, String> start() throws Exception;
}

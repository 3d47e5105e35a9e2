package io.onsale.common.config;

import io.quarkus.logging.LoggingFilter;
import java.util.logging.Filter;
import java.util.logging.LogRecord;
import java.util.regex.Pattern;

/**
 * Keeps secrets out of the configuration that {@code quarkus.config.log.values} has logged: the values of settings that are secret by their
 * names, and those within addresses.
 */
@LoggingFilter(name = "secrets")
public final class SecretsFilter implements Filter {
    static final String LOGGER = "io.smallrye.config";
    private static final String MASK = "***";
    private static final Pattern SECRET =
            Pattern.compile("(?i)password|passwd|secret|credential|token[._]keys|jaas|[._-]key$");
    /** {@code //user:password@host}, {@code ?password=…} */
    private static final Pattern WITHIN = Pattern.compile("(?i)(?<=//)[^/@\\s,]*(?=@)|(?<=password=)[^&;,\\s]*");

    @Override
    public boolean isLoggable(LogRecord record) {
        Object[] parameters = record.getParameters();
        // Name, source and value.
        if (LOGGER.equals(record.getLoggerName()) && parameters != null && parameters.length == 3) {
            record.setParameters(new Object[] {
                parameters[0], parameters[1], masked(String.valueOf(parameters[0]), String.valueOf(parameters[2]))
            });
        }
        return true;
    }

    private static String masked(String name, String value) {
        return SECRET.matcher(name).find() ? MASK : WITHIN.matcher(value).replaceAll(MASK);
    }
}

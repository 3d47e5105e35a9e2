package io.onsale.platform.runtime;

import io.quarkus.logging.LoggingFilter;
import io.quarkus.runtime.LaunchMode;
import java.util.Arrays;
import java.util.Objects;
import java.util.logging.Filter;
import java.util.logging.LogRecord;
import java.util.regex.Pattern;

/**
 * The filter of all log handlers. It masks secrets in a configuration that {@code quarkus.config.log.values} logs: the values of settings that
 * are secret by their names, and passwords within addresses. It also keeps text of others on the line that quotes it, so that nobody can forge
 * a line.
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
        // The parameters are name, source and value.
        if (LOGGER.equals(record.getLoggerName()) && parameters != null && parameters.length == 3) {
            record.setParameters(new Object[] {
                parameters[0], parameters[1], masked(String.valueOf(parameters[0]), String.valueOf(parameters[2]))
            });
        }
        // In development a compiler's messages have many lines, and people read them.
        if (LaunchMode.current() != LaunchMode.DEVELOPMENT) {
            keepToOneLine(record, parameters);
        }
        return true;
    }

    private static void keepToOneLine(LogRecord record, Object[] parameters) {
        if (parameters == null || parameters.length == 0) {
            String line = OneLine.of(record.getMessage());
            if (!Objects.equals(line, record.getMessage())) {
                record.setMessage(line);
            }
            return;
        }
        Object[] lines = parameters.clone();
        for (int i = 0; i < lines.length; i++) {
            String text = String.valueOf(lines[i]);
            String line = OneLine.of(text);
            // Other parameters keep their types, since they may be formatted as numbers.
            lines[i] = line.equals(text) ? lines[i] : line;
        }
        if (!Arrays.equals(lines, parameters)) {
            record.setParameters(lines);
        }
    }

    private static String masked(String name, String value) {
        return SECRET.matcher(name).find() ? MASK : WITHIN.matcher(value).replaceAll(MASK);
    }
}

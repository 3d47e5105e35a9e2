package io.onsale.invariants;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.quarkus.runtime.QuarkusApplication;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.util.List;

/**
 * The command that checks the invariants: it prints a line for each check, and the violations. The exit code is 0 if all hold, 1 if one
 * does not, and 2 if the check itself failed.
 */
public class CheckInvariantsCommand implements QuarkusApplication {
    private static final int UNKNOWN = 2;

    private final CheckInvariants checkInvariants;

    public CheckInvariantsCommand(CheckInvariants checkInvariants) {
        this.checkInvariants = checkInvariants;
    }

    /**
     * Prints the report on the standard output; the log goes to the standard error.
     *
     * @throws IOException if the report could not be written, as on a full disk
     */
    @Override
    public int run(String... arguments) throws IOException {
        List<InvariantCheck> checks = checkInvariants.check();
        try (var out = new FileOutputStream(FileDescriptor.out)) {
            out.write(report(checks).getBytes(UTF_8));
        }
        return checks.stream().allMatch(InvariantCheck::holds) ? 0 : 1;
    }

    private static String report(List<InvariantCheck> checks) {
        var report = new StringBuilder();
        for (InvariantCheck check : checks) {
            report.append(check.holds() ? "ok   " : "FAIL ")
                    .append(check.name())
                    .append('\n');
            check.violations()
                    .forEach(violation ->
                            report.append("     ").append(violation).append('\n'));
        }
        return report.toString();
    }

    /** @param failure why the check or even the start has failed, or null */
    public static void end(Integer code, Throwable failure) {
        if (failure == null) {
            System.exit(code);
        }
        System.err.println("The invariants could not be checked: " + cause(failure));
        System.exit(UNKNOWN);
    }

    private static Throwable cause(Throwable failure) {
        return failure.getCause() == null ? failure : cause(failure.getCause());
    }
}

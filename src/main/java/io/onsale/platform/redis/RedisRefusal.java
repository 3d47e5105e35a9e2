package io.onsale.platform.redis;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * An error answered by a Redis server (ADR 32). Servers up to 6.2 wrap the error of a command within a script, {@code ERR Error running
 * script (call to f_…): @user_script:12: @user_script: 12: -READONLY You can't …}; servers from 7 on answer it as it is.
 *
 * @param code such as READONLY; ERR where the server has none
 */
record RedisRefusal(String code, String text) {
    private static final Pattern WITHIN_SCRIPT =
            Pattern.compile("^ERR Error running script .*@user_script: ?\\d+: (.*)$");
    private static final Pattern CODE = Pattern.compile("^-?([A-Z][A-Z0-9]{2,})( .*|$)");
    /** The codes of a wrong command, which fails in any state of the server. */
    private static final Set<String> DEFECTS = Set.of("WRONGTYPE", "CROSSSLOT", "NOSCRIPT", "NOPROTO");
    /**
     * The words by which an error without a code blames the command. All other such errors name limits, rights or passwords, which an
     * operator has to mend.
     */
    private static final List<String> OF_THE_COMMAND =
            List.of("script", "arguments", "unknown command", "syntax error", "not an integer");

    private static final List<String> OF_RIGHTS_WITHIN_SCRIPT =
            List.of("ACL failure", "can't run this command", "no permissions", "Script killed");

    /** The codes of a lasting state of the server: until it changes, every other request would fail alike. */
    private static final Set<String> LASTING = Set.of(
            "READONLY",
            "NOREPLICAS",
            "OOM",
            "MISCONF",
            "BUSY",
            "LOADING",
            "MASTERDOWN",
            "CLUSTERDOWN",
            "NOAUTH",
            "WRONGPASS");

    /** Empty if no server answered: it was not reached, or the connection was lost. */
    static Optional<RedisRefusal> of(Throwable failure) {
        String message = String.valueOf(failure.getMessage());
        Matcher within = WITHIN_SCRIPT.matcher(message);
        boolean wrapped = within.matches();
        Matcher told = CODE.matcher(wrapped ? within.group(1) : message);
        if (told.matches()) {
            return Optional.of(new RedisRefusal(told.group(1), message));
        }
        return wrapped ? Optional.of(new RedisRefusal("ERR", message)) : Optional.empty();
    }

    /** Whether the fault lies in our command, and not in the state of the server. */
    boolean isDefect() {
        return DEFECTS.contains(code)
                || code.equals("ERR")
                        && OF_THE_COMMAND.stream().anyMatch(text::contains)
                        && OF_RIGHTS_WITHIN_SCRIPT.stream().noneMatch(text::contains);
    }

    boolean isLasting() {
        return LASTING.contains(code);
    }

    /** Whether the server was a primary and is now a replica: connections are to be made anew, since its address may lead elsewhere. */
    boolean isOfReplica() {
        return code.equals("READONLY");
    }

    /** Whether the slot of the key is on its way to another node of the cluster; both nodes answer for all their other slots. */
    boolean isOfOneSlot() {
        return code.equals("TRYAGAIN");
    }
}

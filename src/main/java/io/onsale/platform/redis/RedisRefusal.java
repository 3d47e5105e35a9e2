package io.onsale.platform.redis;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The error that a Redis server has answered, wherever it stands in the message: an error of a command within a script is wrapped by
 * servers up to 6.2, {@code ERR Error running script (call to f_…): @user_script:12: @user_script: 12: -READONLY You can't …}, and given as
 * it is from 7 on.
 *
 * @param code such as READONLY; ERR where the server has none
 */
record RedisRefusal(String code, String text) {
    private static final Pattern WITHIN_SCRIPT =
            Pattern.compile("^ERR Error running script .*@user_script: ?\\d+: (.*)$");
    private static final Pattern CODE = Pattern.compile("^-?([A-Z][A-Z0-9]{2,})( .*|$)");
    /** Of a command that is wrong, whatever the state of the server. */
    private static final Set<String> DEFECTS = Set.of("WRONGTYPE", "CROSSSLOT", "NOSCRIPT", "NOPROTO");
    /** By these an error without a code speaks of the command; all others speak of limits, rights and passwords, which an operator has to mend. */
    private static final List<String> OF_THE_COMMAND =
            List.of("script", "arguments", "unknown command", "syntax error", "not an integer");

    private static final List<String> OF_RIGHTS_WITHIN_SCRIPT =
            List.of("ACL failure", "can't run this command", "no permissions", "Script killed");

    /** What a server says as long as nothing has changed there: the next to ask would be told the same. */
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

    /** Nothing if this is no answer of a server: it was not reached, or the connection is lost. */
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

    /** Whether our command was at fault, and not the state in which the server is. */
    boolean isDefect() {
        return DEFECTS.contains(code)
                || code.equals("ERR")
                        && OF_THE_COMMAND.stream().anyMatch(text::contains)
                        && OF_RIGHTS_WITHIN_SCRIPT.stream().noneMatch(text::contains);
    }

    boolean isLasting() {
        return LASTING.contains(code);
    }

    /** The server was a primary and is none any more: connections are to be made anew, since its address may lead elsewhere. */
    boolean isOfReplica() {
        return code.equals("READONLY");
    }

    /** The slot is on its way to another node of the cluster; both answer all others. */
    boolean isOfOneSlot() {
        return code.equals("TRYAGAIN");
    }
}

package io.onsale.platform.redis;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.redis.client.impl.types.ErrorType;
import java.net.ConnectException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Tests with the errors that servers of versions 6.2 and 7.0 have answered. */
class RedisRefusalTest {
    private static final String WRAPPED =
            "ERR Error running script (call to f_74ba): @user_script:173: @user_script: 173: ";

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            READONLY   | -READONLY You can't write against a read only replica.
            NOREPLICAS | -NOREPLICAS Not enough good replicas to write.
            OOM        | -OOM command not allowed when used memory > 'maxmemory'.
            MISCONF    | -MISCONF Redis is configured to save RDB snapshots, but it is currently not able to persist on disk.
            """)
    void givenServerThatRefusesWithinScript_itIsAnOutage_inEitherForm(String code, String error) {
        assertOutage(code, WRAPPED + error);
        assertOutage(code, error.substring(1) + " script: f_74ba, on @user_script:173.");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "BUSY Redis is busy running a script. You can only call SCRIPT KILL or SHUTDOWN NOSAVE.",
                "LOADING Redis is loading the dataset in memory",
                "MASTERDOWN Link with MASTER is down and replica-serve-stale-data is set to 'no'.",
                "CLUSTERDOWN Hash slot not served",
                "NOAUTH Authentication required.",
                "WRONGPASS invalid username-password pair or user is disabled.",
                "NOPERM this user has no permissions to run the 'evalsha' command or its subcommand"
            })
    void givenServerThatRefuses_itIsAnOutage(String error) {
        assertOutage(error.substring(0, error.indexOf(' ')), error);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "ERR max number of clients reached",
                "ERR AUTH <password> called without any password configured for the default user.",
                "ERR invalid password",
                "ERR Protocol error: unauthenticated multibulk length",
                WRAPPED + "The user executing the script can't run this command or subcommand",
                "ERR ACL failure in script: User default has no permissions to run the 'set' command script: f_74ba, on @user_script:1.",
                "ERR Error running script (call to f_74ba): @user_script:2: Script killed by user with SCRIPT KILL..."
            })
    void givenWhatAnOperatorHasToMend_itIsAnOutage(String error) {
        assertOutage("ERR", error);
    }

    private static void assertOutage(String code, String error) {
        assertThat(RedisRefusal.of(ErrorType.create(error))).hasValueSatisfying(refusal -> {
            assertThat(refusal.code()).isEqualTo(code);
            assertThat(refusal.isDefect()).isFalse();
        });
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                WRAPPED + "-WRONGTYPE Operation against a key holding the wrong kind of value",
                "WRONGTYPE Operation against a key holding the wrong kind of value script: f_74ba, on @user_script:1.",
                WRAPPED + "Wrong number of args calling Redis command From Lua script",
                "ERR Error running script (call to f_74ba): @user_script:3: user_script:3: attempt to index a nil value",
                "ERR user_script:3: attempt to index a nil value script: f_74ba, on @user_script:3.",
                "ERR Error compiling script (new function): user_script:1: '=' expected near 'a'",
                "CROSSSLOT Keys in request don't hash to the same slot"
            })
    void givenScriptThatIsWrong_itIsADefect(String error) {
        assertThat(RedisRefusal.of(ErrorType.create(error)))
                .hasValueSatisfying(refusal -> assertThat(refusal.isDefect()).isTrue());
    }

    @Test
    void givenServerThatIsNotReached_itHasNotRefused() {
        assertThat(RedisRefusal.of(new ConnectException("Connection refused"))).isEmpty();
        assertThat(RedisRefusal.of(new IllegalStateException())).isEmpty();
    }
}

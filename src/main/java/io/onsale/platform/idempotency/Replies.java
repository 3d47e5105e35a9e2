package io.onsale.platform.idempotency;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.onsale.kernel.DomainException;
import io.onsale.platform.idempotency.IdempotencyRefusals.InvalidIdempotencyKeyException;
import io.onsale.platform.idempotency.IdempotentRequests.Answer;
import io.onsale.platform.web.Problem;
import io.onsale.platform.web.ProblemMapper;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.UriInfo;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Locale;
import java.util.UUID;
import java.util.function.Supplier;

/** The answers to changing calls: from the call itself, or once for all where the client named the request with an Idempotency-Key. */
@ApplicationScoped
public class Replies {
    static final int MAX_KEY_LENGTH = 255;

    private final IdempotentRequests requests;
    private final ObjectMapper json;

    public Replies(IdempotentRequests requests, ObjectMapper json) {
        this.requests = requests;
        this.json = json;
    }

    /** The outcome of a changing call: a success, or a refusal that must be committed like one. */
    public record Reply(int status, Object body) {
        public static Reply ok(Object body) {
            return new Reply(200, body);
        }

        public static Reply created(Object body) {
            return new Reply(201, body);
        }

        public static Reply refused(DomainException refusal, UriInfo uri) {
            Problem problem = Problem.of(refusal, uri.getPath());
            return new Reply(problem.status(), problem);
        }
    }

    /**
     * @param caller the user on whose behalf the call comes
     * @param key the Idempotency-Key header, or null
     * @param body what was asked for beside the path, and by what right; or null
     */
    public Response reply(UUID caller, String key, UriInfo uri, Object body, Supplier<Reply> call) {
        if (key == null) {
            Reply reply = call.get();
            return ProblemMapper.response(reply.status, reply.body).build();
        }
        if (key.isBlank() || key.length() > MAX_KEY_LENGTH || !key.chars().allMatch(c -> c > 31 && c < 127)) {
            throw new InvalidIdempotencyKeyException();
        }
        var request = new IdempotentRequest(caller, key, fingerprint(canonical(uri.getPath()), body));
        Answer answer =
                requests.once(request, () -> answer(call.get()), refusal -> answer(Reply.refused(refusal, uri)));
        return ProblemMapper.response(answer.status(), answer.body()).build();
    }

    private Answer answer(Reply reply) {
        return new Answer(reply.status, write(reply.body));
    }

    /** One form for all spellings of a path that lead to the same place: fixed segments are lower case, ids are read in any case. */
    static String canonical(String path) {
        int end = path.length();
        while (end > 1 && path.charAt(end - 1) == '/') {
            end--;
        }
        return path.substring(0, end).toLowerCase(Locale.ROOT);
    }

    private byte[] fingerprint(String path, Object body) {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            digest.update(path.getBytes(StandardCharsets.UTF_8));
            return digest.digest(write(body).getBytes(StandardCharsets.UTF_8));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }

    private String write(Object value) {
        try {
            return json.writeValueAsString(value);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }
}

/** A proxy between k6 and the service that breaks one promise of the service, for the self-test, which shows that a run notices. */
import http from 'node:http';

/**
 * @typedef {{method: string, path: string, token: string}} Asked
 * @typedef {{status: number, headers: Record<string, string | string[] | undefined>, body: any}} Answered body: JSON where it is some
 * @typedef {{before?: (asked: Asked) => Answered | 'hang up' | number | undefined, after?: (asked: Asked, answered: Answered) => void}} Fault
 * before: an answer of its own, no answer, or ms to wait; after: changes the service's answer
 */

const isPay = (/** @type {Asked} */ { method, path }) => method === 'POST' && path.includes('/payments/');
const isReserve = (/** @type {Asked} */ { method, path }) => method === 'POST' && path.includes('/reservations');
const isEnter = (/** @type {Asked} */ { method, path }) => method === 'POST' && path.includes('/queue/');
const isPoll = (/** @type {Asked} */ { method, path }) => method === 'GET' && /\/queue\/concerts\/[^/]+$/.test(path);
const isSeatList = (/** @type {Asked} */ { path }) => path.endsWith('/seats');
const isPlace = (/** @type {Asked} */ asked) => isEnter(asked) || isPoll(asked);

/**
 * @param {number} status
 * @param {string} code
 * @param {Record<string, string>} [headers]
 * @returns {Answered}
 */
function problem(status, code, headers = {}) {
  return { status, headers: { 'content-type': 'application/problem+json', ...headers }, body: { status, code, title: code } };
}

/**
 * @param {object} body
 * @returns {Answered}
 */
function ok(body) {
  return { status: 200, headers: { 'content-type': 'application/json' }, body };
}

/** @type {Record<string, () => Fault>} */
export const faults = {
  none: () => ({}),
  'server error': () => ({ before: (asked) => (isPay(asked) ? problem(500, 'INTERNAL_ERROR') : undefined) }),
  'no answer': () => ({ before: first(isReserve, () => 'hang up') }),
  'late answer': () => ({ before: first(isSeatList, () => 5500) }),
  'slow step': () => ({ before: (asked) => (isSeatList(asked) ? 700 : undefined) }),
  'ticket late': () => ({ before: (asked) => (isPay(asked) ? 3500 : undefined) }),
  'answer of another kind': () => ({ before: first(isReserve, () => problem(418, 'TEAPOT')) }),
  'field missing': () => ({ after: (asked, { body }) => isPlace(asked) && delete body.pollAfterMs }),
  'no Retry-After': () => ({ before: first(isSeatList, () => problem(503, 'OVERLOADED')) }),
  'always too busy': () => ({ before: (asked) => (isReserve(asked) ? problem(503, 'OVERLOADED', { 'retry-after': '1' }) : undefined) }),
  'position grows': () => {
    let more = 0;
    return {
      after: (asked, { body }) => {
        if (isPlace(asked) && body.status === 'WAITING') {
          body.position += more;
          more += 5;
        }
      },
    };
  },
  'place lost': () => ({ before: (asked) => (isPoll(asked) ? problem(401, 'QUEUE_TOKEN_ENDED') : undefined) }),
  'wait untold': () => ({
    after: (asked, { body }) => isPlace(asked) && Object.assign(body, { status: 'WAITING', position: 7, waitSeconds: null, pollAfterMs: 500 }),
  }),
  'wait told wrong': () => ({ after: (asked, { body }) => isPlace(asked) && body.status === 'WAITING' && (body.waitSeconds = 600) }),
  'hold ended early': () => ({ before: (asked) => (isPay(asked) ? problem(410, 'HOLD_EXPIRED') : undefined) }),
  'sold twice': () => {
    /** @type {any} */
    let held = null;
    /** @type {any} */
    let paid = null;
    return {
      before: (asked) => {
        if (paid && isReserve(asked)) {
          return ok(held);
        }
        return paid && isPay(asked) ? ok(paid) : undefined;
      },
      after: (asked, { status, body }) => {
        if (isReserve(asked) && status < 300) {
          held = body;
        } else if (isPay(asked) && status === 200) {
          paid = body;
        }
      },
    };
  },
  'invariant broken': () => ({
    before: ({ path }) =>
      path.endsWith('/admin/invariants')
        ? ok({ holds: false, checks: [{ name: 'BALANCE_IS_SUM_OF_LEDGER', holds: false, violations: ['user 1'] }] })
        : undefined,
  }),
  'two winners': () => {
    /** @type {any} */
    let won = null;
    return {
      after: (asked, answered) => {
        if (isReserve(asked) && answered.status === 200) {
          won = answered.body;
        } else if (isReserve(asked) && won) {
          Object.assign(answered, ok(won));
        }
      },
    };
  },
  'no limits': () => {
    /** @type {Map<string, any>} */
    const last = new Map();
    return {
      after: (asked, answered) => {
        const kind = `${asked.method} ${asked.token || asked.path}`;
        if (isPlace(asked) && answered.status < 300) {
          last.set(kind, answered.body);
        } else if (isPlace(asked) && answered.status === 429) {
          Object.assign(answered, ok(last.get(kind)), { status: isEnter(asked) ? 201 : 200 });
        }
      },
    };
  },
  'long outage': () => {
    const starts = Date.now() + 8_000;
    const ends = starts + 8_000;
    return {
      before: () => (Date.now() > starts && Date.now() < ends ? problem(503, 'UNAVAILABLE', { 'retry-after': '1' }) : undefined),
    };
  },
  leak: () => {
    let more = 0;
    return {
      before: ({ path }) => {
        more += 1;
        const metrics = `jvm_memory_used_bytes{area="heap",id="x"} ${1e8 + more * 1e7}\njvm_threads_live_threads ${50 + more}\nprocess_files_open_files ${200 + 10 * more}\n`;
        return path.endsWith('/q/metrics') ? { status: 200, headers: { 'content-type': 'text/plain' }, body: metrics } : undefined;
      },
    };
  },
};

/**
 * @param {(asked: Asked) => boolean} which
 * @param {() => Answered | 'hang up' | number} fault of the first such request
 * @returns {Fault['before']}
 */
function first(which, fault) {
  let done = false;
  return (asked) => {
    if (done || !which(asked)) {
      return undefined;
    }
    done = true;
    return fault();
  };
}

/**
 * @param {string} target base URL of the service
 * @param {Fault} fault
 * @returns {Promise<{url: string, stop: () => void}>}
 */
export function startProxy(target, fault) {
  const agent = new http.Agent({ keepAlive: true });
  const server = http.createServer((request, response) => {
    const asked = {
      method: request.method ?? '',
      path: request.url ?? '',
      token: request.headers.authorization ?? '',
    };
    const own = fault.before?.(asked);
    if (own === 'hang up') {
      request.socket.destroy();
    } else if (typeof own === 'number') {
      setTimeout(() => forward(asked, request, response), own);
    } else if (own) {
      request.resume();
      write(response, own);
    } else {
      forward(asked, request, response);
    }
  });

  /**
   * @param {Asked} asked
   * @param {http.IncomingMessage} request
   * @param {http.ServerResponse} response
   */
  function forward(asked, request, response) {
    const onward = http.request(target + asked.path, { method: asked.method, headers: request.headers, agent }, (reply) => {
      /** @type {Buffer[]} */
      const chunks = [];
      reply.on('data', (chunk) => chunks.push(chunk));
      reply.on('end', () => {
        const raw = Buffer.concat(chunks).toString();
        const isJson = raw !== '' && `${reply.headers['content-type']}`.includes('json');
        const answered = { status: reply.statusCode ?? 502, headers: { ...reply.headers }, body: isJson ? JSON.parse(raw) : raw };
        fault.after?.(asked, answered);
        write(response, answered);
      });
    });
    onward.on('error', () => response.destroy());
    request.pipe(onward);
  }

  return new Promise((resolve) => {
    server.listen(0, '127.0.0.1', () => {
      const { port } = /** @type {import('node:net').AddressInfo} */ (server.address());
      resolve({
        url: `http://127.0.0.1:${port}`,
        stop: () => {
          server.close();
          server.closeAllConnections();
          agent.destroy();
        },
      });
    });
  });
}

/**
 * @param {http.ServerResponse} response
 * @param {Answered} answered
 */
function write(response, { status, headers, body }) {
  const raw = typeof body === 'string' ? body : JSON.stringify(body);
  const { 'content-length': length, 'transfer-encoding': encoding, connection, ...rest } = headers;
  response.writeHead(status, /** @type {http.OutgoingHttpHeaders} */ (rest));
  response.end(status === 304 || status === 204 ? undefined : raw);
}

/**
 * Settings from the environment (`k6 run -e NAME=value`, or exported). A wrong setting stops the run before anything is sent; the values
 * that were used are kept for the report.
 */

/** @type {Record<string, string | number>} */
export const settings = {};

const SECRET = /TOKEN/;

/**
 * @template {string | number} T
 * @param {string} name
 * @param {T} value
 * @returns {T}
 */
function used(name, value) {
  settings[name] = SECRET.test(name) && value !== '' ? '***' : value;
  return value;
}

/**
 * @param {string} name
 * @returns {string | undefined} undefined where it is not set or empty
 */
function given(name) {
  return __ENV[name] || undefined;
}

/**
 * @param {string} name
 * @param {string} otherwise
 * @returns {string}
 */
export function text(name, otherwise) {
  return used(name, given(name) ?? otherwise);
}

/**
 * @param {string} name
 * @param {string[]} choices the first is the default
 * @returns {string}
 */
export function choice(name, choices) {
  const value = given(name) ?? choices[0];
  if (!choices.includes(value)) {
    throw new Error(`${name} must be one of ${choices.join(', ')}, and is ${value}`);
  }
  return used(name, value);
}

/**
 * @param {string} name
 * @param {number} otherwise
 * @param {number} [least]
 * @returns {number}
 */
export function whole(name, otherwise, least = 1) {
  const value = Number(given(name) ?? otherwise);
  if (!Number.isInteger(value) || value < least) {
    throw new Error(`${name} must be a whole number, at least ${least}, and is ${given(name)}`);
  }
  return used(name, value);
}

/**
 * @param {string} name
 * @param {number} otherwise
 * @returns {number} at least 0
 */
export function decimal(name, otherwise) {
  const value = Number(given(name) ?? otherwise);
  if (!(value >= 0)) {
    throw new Error(`${name} must be a number, at least 0, and is ${given(name)}`);
  }
  return used(name, value);
}

/**
 * @param {string} name
 * @param {string} otherwise as `90s`, `5m`, `1h30m`
 * @returns {number} seconds
 */
export function seconds(name, otherwise) {
  const value = given(name) ?? otherwise;
  const parts = /^(?:(\d+)h)?(?:(\d+)m)?(?:(\d+)s?)?$/.exec(value);
  if (!parts) {
    throw new Error(`${name} must be a time such as 90s, 5m or 1h30m, and is ${value}`);
  }
  const [hours, minutes, rest] = parts.slice(1).map((part) => Number(part ?? 0));
  used(name, value);
  return (hours * 60 + minutes) * 60 + rest;
}

export const baseUrl = text('BASE_URL', 'http://localhost:8080').replace(/\/+$/, '');
/** Whether the service asks for user tokens. */
export const jwt = choice('ONSALE_JWT', ['off', 'on']) === 'on';
/** An operator's token; if empty, `/dev/tokens` is asked for one. */
export const adminToken = text('ADMIN_TOKEN', '');
/** The time for which a buyer goes on trying where the service does not answer, or says that it is too busy. */
export const patienceSeconds = seconds('PATIENCE', '60s');
/** The time for which a buyer stays in the queue before giving up. */
export const maxWaitSeconds = seconds('MAX_WAIT', '2m');
/** The average time for which a buyer looks at a page before the next click. */
export const thinkSeconds = decimal('THINK_SECONDS', 1);
/** The time after the end of the load when a visit under way is broken off: later than any buyer gives up. */
export const finishSeconds = maxWaitSeconds + 2 * patienceSeconds + 60;

/** The buyers: users made by setup, of a data file or of a file of tokens. Each has a number. */
import http from 'k6/http';
import exec from 'k6/execution';
import { SharedArray } from 'k6/data';
import { baseUrl, jwt, text } from './config.js';

/**
 * @typedef {{userId: string, token: string}} User token: the user token, empty where nobody is asked for one
 * @typedef {{source: 'setup' | 'rich' | 'poor' | 'tokens', ids: string, first: number, count: number}} Users ids: without hyphens, one behind
 * the other, since each virtual user has a copy of what setup returns
 */

const HEX_OF_ID = 32;
const dataFile = text('DATA_FILE', '');
const tokensFile = text('USER_TOKENS_FILE', '');

export const hasDataFile = dataFile !== '';
export const hasTokensFile = tokensFile !== '';

/** @type {{concertId: string, dates: {concertDateId: string}[]}[]} */
export const concertsOfFile = new SharedArray('concerts', () => (hasDataFile ? read(dataFile).concerts : []));
/** @type {string[]} */
const richOfFile = new SharedArray('rich users', () => (hasDataFile ? read(dataFile).richUserIds : []));
/** @type {string[]} */
const poorOfFile = new SharedArray('poor users', () => (hasDataFile ? read(dataFile).poorUserIds : []));
/** @type {User[]} */
const usersOfFile = new SharedArray('users with tokens', () => (hasTokensFile ? read(tokensFile) : []));

/**
 * @param {string} file from where k6 was started
 * @returns {any}
 */
function read(file) {
  return JSON.parse(open(file.startsWith('/') ? file : `${__ENV.PWD}/${file}`));
}

/**
 * @param {string[]} ids
 * @returns {Users}
 */
export function packed(ids) {
  return { source: 'setup', ids: ids.map((id) => id.replace(/-/g, '')).join(''), first: 0, count: ids.length };
}

/**
 * @param {Users} users
 * @returns {string[]}
 */
export function idsOf(users) {
  return Array.from({ length: users.count }, (_, index) => idOf(users, users.first + index));
}

/** @returns {{rich: Users, poor: Users}} */
export function ofDataFile() {
  return {
    rich: { source: 'rich', ids: '', first: 0, count: richOfFile.length },
    poor: { source: 'poor', ids: '', first: 0, count: poorOfFile.length },
  };
}

/**
 * @param {number} rich how many of the file are to have points
 * @param {number} poor
 * @returns {{rich: Users, poor: Users}}
 */
export function ofTokensFile(rich, poor) {
  if (usersOfFile.length < rich + poor) {
    exec.test.abort(`${tokensFile} has ${usersOfFile.length} users, and ${rich + poor} are wanted: ACCOUNTS and POOR_ACCOUNTS say how many`);
  }
  return {
    rich: { source: 'tokens', ids: '', first: 0, count: rich },
    poor: { source: 'tokens', ids: '', first: rich, count: poor },
  };
}

/**
 * @param {Users} users
 * @param {number} index any; those beyond the last begin again with the first
 * @returns {User}
 */
export function user(users, index) {
  const at = users.first + (index % users.count);
  if (users.source === 'tokens') {
    return { userId: usersOfFile[at].userId, token: usersOfFile[at].token };
  }
  const userId = idOf(users, at);
  return { userId, token: tokenOf(userId, 'user') };
}

/**
 * @param {Users} users
 * @param {number} at
 * @returns {string}
 */
function idOf(users, at) {
  if (users.source === 'rich') {
    return richOfFile[at];
  }
  if (users.source === 'poor') {
    return poorOfFile[at];
  }
  const hex = users.ids.slice(at * HEX_OF_ID, (at + 1) * HEX_OF_ID);
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join('-');
}

/**
 * @param {string} userId
 * @param {'user' | 'admin'} role
 * @returns {string} of `/dev/tokens`, which there is in development and where demo data are enabled; empty without JWT
 */
export function tokenOf(userId, role) {
  if (!jwt) {
    return '';
  }
  const response = http.post(`${baseUrl}/dev/tokens`, JSON.stringify({ userId, groups: [role] }), {
    headers: { 'Content-Type': 'application/json' },
    tags: { name: 'POST token', step: 'token' },
  });
  if (response.status !== 200) {
    exec.test.abort(
      `${baseUrl}/dev/tokens hands out no user tokens (${response.status} ${response.error}): give USER_TOKENS_FILE and ADMIN_TOKEN instead`,
    );
  }
  return /** @type {any} */ (response.json()).token;
}

/**
 * The self-test: it shows that a run fails for the right reason. Each fault is put between k6 and a running service, and the run must end
 * with k6's exit code for crossed thresholds and name the threshold that guards against it.
 *
 *   BASE_URL=http://localhost:8080 npm run selftest [-- 'a fault' …]
 */
import { spawn, spawnSync } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { faults, startProxy } from './fault-proxy.js';

const THRESHOLDS_CROSSED = 99;
const target = (process.env.BASE_URL ?? 'http://localhost:8080').replace(/\/$/, '');
const k6 = process.env.K6 ?? 'k6';
const scenarios = new URL('../scenarios/', import.meta.url).pathname;

/** @typedef {{fault: string, scenario: string, crosses: string[], env?: Record<string, string>}} Case */

/** @type {Record<string, string>} */
const quick = { ITERATIONS: '1', THINK_SECONDS: '0.1', MAX_WAIT: '5s' };

/** @type {Case[]} */
const cases = [
  { fault: 'none', scenario: 'smoke', crosses: [] },
  { fault: 'server error', scenario: 'smoke', crosses: ['broken_server_errors', 'bookings'] },
  { fault: 'no answer', scenario: 'smoke', crosses: ['broken_unanswered'] },
  { fault: 'late answer', scenario: 'smoke', crosses: ['broken_late_answers'] },
  { fault: 'slow step', scenario: 'smoke', crosses: ['step_seats'] },
  { fault: 'ticket late', scenario: 'smoke', crosses: ['slot_to_ticket', 'step_pay'] },
  { fault: 'answer of another kind', scenario: 'smoke', crosses: ['broken_unexpected_answers'] },
  { fault: 'field missing', scenario: 'smoke', crosses: ['broken_malformed_answers'] },
  { fault: 'no Retry-After', scenario: 'smoke', crosses: ['broken_retry_after_missing'] },
  { fault: 'always too busy', scenario: 'smoke', crosses: ['broken_unserved'], env: { PATIENCE: '3s' } },
  { fault: 'position grows', scenario: 'smoke', crosses: ['broken_position_grew'] },
  { fault: 'place lost', scenario: 'smoke', crosses: ['broken_place_lost'] },
  { fault: 'wait untold', scenario: 'smoke', crosses: ['broken_wait_untold'], env: { MAX_WAIT: '2s' } },
  { fault: 'wait told wrong', scenario: 'smoke', crosses: ['wait_told_wrong'] },
  { fault: 'hold ended early', scenario: 'smoke', crosses: ['broken_buyer_could_not_pay'] },
  { fault: 'sold twice', scenario: 'smoke', crosses: ['seats_sold_minus_assigned'] },
  { fault: 'invariant broken', scenario: 'smoke', crosses: ['broken_invariants'] },
  { fault: 'two winners', scenario: 'seat-contention', crosses: ['contended_seats_won'], env: { USERS: '5', ROUNDS: '1', ROUND: '3s' } },
  { fault: 'no limits', scenario: 'refresh-storm', crosses: ['refused_429'], env: { RELOADERS: '20', RATE: '0.2', DURATION: '20s', ADMIT_PER_SECOND: '1' } },
  { fault: 'long outage', scenario: 'failover', crosses: ['longest_outage_seconds'], env: { DURATION: '20s', RATE: '1', MAX_OUTAGE: '5s' } },
  {
    fault: 'leak',
    scenario: 'soak',
    crosses: ['heap_growth_percent', 'thread_growth', 'open_file_growth'],
    env: { DURATION: '25s', WATCH_EVERY: '1s', RATE: '1', METRICS_URL: 'PROXY/q/metrics', THREAD_GROWTH: '5' },
  },
  // These faults are of the run itself: the holds last longer than it is told, cancelled seats come back at once, and there are fewer
  // virtual users than people.
  { fault: 'none', scenario: 'hold-storm', crosses: ['seats_not_returned'], env: { DURATION: '5s', HOLD_RATE: '2', HOLD_TIME: '1s' } },
  {
    fault: 'none',
    scenario: 'hoarding',
    crosses: ['caught_by_accomplice'],
    env: { CASE: 'catchers', CANCELS: '8', LANES: '4', RELEASE_SPREAD: '0', HOLD_TIME: '5m' },
  },
  {
    fault: 'none',
    scenario: 'ticket-open-spike',
    crosses: ['dropped_iterations'],
    env: { LEAD: '2s', PEAK_RATE: '10', HOLD: '3s', FALL: '1s', PEOPLE_AT_ONCE: '1' },
  },
];

/**
 * @param {Case} one
 * @returns {Promise<string>} what is wrong; empty if nothing
 */
async function tried({ fault, scenario, crosses, env }) {
  const proxy = await startProxy(target, faults[fault]());
  const reports = fs.mkdtempSync(path.join(os.tmpdir(), 'onsale-k6-'));
  try {
    const asked = Object.fromEntries(Object.entries({ ...quick, ...env }).map(([name, value]) => [name, value.replace('PROXY', proxy.url)]));
    const { code, output } = await run(scenario, { ...asked, BASE_URL: proxy.url, REPORT_DIR: reports });
    const expected = crosses.length > 0 ? THRESHOLDS_CROSSED : 0;
    if (code !== expected) {
      return `k6 ended with ${code} instead of ${expected}\n${output}`;
    }
    const { thresholds } = JSON.parse(fs.readFileSync(path.join(reports, `${scenario}.json`), 'utf8'));
    const crossed = thresholds.filter((/** @type {{ok: boolean}} */ { ok }) => !ok).map((/** @type {{metric: string}} */ { metric }) => metric);
    const missing = crosses.filter((metric) => !crossed.some((/** @type {string} */ name) => name.split('{')[0] === metric));
    return missing.length > 0 ? `crossed ${crossed.join(', ')}, and not ${missing.join(', ')}\n${output}` : '';
  } finally {
    proxy.stop();
    fs.rmSync(reports, { recursive: true });
  }
}

/**
 * @param {string} scenario
 * @param {Record<string, string>} env
 * @returns {Promise<{code: number | null, output: string}>}
 */
function run(scenario, env) {
  return new Promise((resolve) => {
    const child = spawn(k6, ['run', '--quiet', `${scenarios}${scenario}.js`], { env: { ...process.env, ...env } });
    let output = '';
    child.stdout.on('data', (chunk) => (output += chunk));
    child.stderr.on('data', (chunk) => (output += chunk));
    child.on('close', (code) => resolve({ code, output }));
  });
}

if (spawnSync(k6, ['version']).status !== 0) {
  console.log('skipped: k6 is not on the PATH');
  process.exit(0);
}
const wanted = process.argv.slice(2);
let failures = 0;
for (const one of cases.filter(({ fault }) => wanted.length === 0 || wanted.includes(fault))) {
  const wrong = await tried(one);
  failures += wrong ? 1 : 0;
  const name = `${one.fault}, ${one.scenario}: ${one.crosses.length > 0 ? `crosses ${one.crosses.join(', ')}` : 'passes'}`;
  console.log(wrong ? `FAIL  ${name}: ${wrong}` : `ok    ${name}`);
}
process.exit(failures > 0 ? 1 : 0);

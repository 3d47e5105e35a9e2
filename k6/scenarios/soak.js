/** The known mix at a steady rate for hours: does anything grow that should not, and is the last hour as fast as the first? */
import { sleep } from 'k6';
import exec from 'k6/execution';
import { closeTheBooks, common, thresholds, ticketsInTime } from '../lib/checks.js';
import { decimal, finishSeconds, seconds, text, whole } from '../lib/config.js';
import { makeData, queueSettings } from '../lib/data.js';
import { steady } from '../lib/load.js';
import { extra } from '../lib/metrics.js';
import { bookOrBrowse, ROLES } from '../lib/mix.js';
import { summaryOf } from '../lib/summary.js';
import { growthOf, sampleOf } from '../lib/watch.js';

const duration = seconds('DURATION', '2h');
const perSecond = decimal('RATE', 3);
/** The metrics of one instance: `http://host:9000/q/metrics`. Without it, memory, threads and files are not watched. */
const metricsUrl = text('METRICS_URL', '');
const watchSeconds = seconds('WATCH_EVERY', '30s');
const visits = Math.ceil(perSecond * duration);
const SEATS_OF_CONCERT = 10_000;
const wanted = {
  // Two in three visits hold a seat.
  concerts: whole('CONCERTS', Math.max(1, Math.ceil(visits / SEATS_OF_CONCERT))),
  dates: whole('DATES', 20),
  seats: whole('SEATS', SEATS_OF_CONCERT / 20),
  rich: whole('ACCOUNTS', Math.min(50_000, visits)),
  poor: whole('POOR_ACCOUNTS', Math.min(10_000, Math.ceil(visits / 5))),
  queue: queueSettings(50),
};

/** @type {Record<string, import('k6/options').Scenario>} */
const watching = metricsUrl
  ? { watch: { executor: 'per-vu-iterations', vus: 1, iterations: 1, maxDuration: `${duration + 60}s`, exec: 'watch' } }
  : {};
/** @type {import('../lib/checks.js').Thresholds} */
const growth = metricsUrl
  ? {
      heap_growth_percent: [`value<${whole('HEAP_GROWTH_PERCENT', 20)}`],
      thread_growth: [`value<${whole('THREAD_GROWTH', 10)}`],
      open_file_growth: [`value<${whole('FILE_GROWTH', 50)}`],
    }
  : {};

/** @type {import('k6/options').Options} */
export const options = {
  ...common,
  scenarios: { mix: steady(perSecond, duration, whole('PEOPLE_AT_ONCE', Math.ceil(perSecond * 60)), finishSeconds), ...watching },
  thresholds: thresholds(['concerts', 'dates', 'seats', 'enter', 'leave', 'reserve', 'pay'], {
    ...ticketsInTime(),
    dropped_iterations: ['count==0'],
    ...growth,
  }),
};

export function setup() {
  const sample = metricsUrl ? sampleOf(metricsUrl) : {};
  if (!sample) {
    exec.test.abort(`METRICS_URL ${metricsUrl} does not answer: it is /q/metrics of the management port`);
  }
  for (const [what] of Object.entries(sample ?? {}).filter(([, value]) => Number.isNaN(value))) {
    console.warn(`METRICS_URL does not tell of ${what}: nobody sees whether they grow`);
  }
  return makeData(wanted);
}

/** @param {import('../lib/data.js').Data} data */
export default function mix(data) {
  bookOrBrowse(data, ROLES);
}

export function watch() {
  const samples = [];
  while (Date.now() < exec.scenario.startTime + duration * 1000) {
    const sample = sampleOf(metricsUrl);
    if (sample) {
      samples.push(sample);
    }
    sleep(watchSeconds);
  }
  const grown = growthOf(samples);
  if (!grown) {
    exec.test.abort(`${samples.length} samples are too few to tell growth: a longer DURATION, or WATCH_EVERY less than ${watchSeconds}s`);
    return;
  }
  /** @type {[import('k6/metrics').Gauge, number][]} */
  const told = [
    [extra.heapGrowth, grown.heapPercent],
    [extra.threadGrowth, grown.threads],
    [extra.fileGrowth, grown.files],
  ];
  told.filter(([, by]) => !Number.isNaN(by)).forEach(([metric, by]) => metric.add(by));
}

export const teardown = closeTheBooks;
export const handleSummary = summaryOf('soak');

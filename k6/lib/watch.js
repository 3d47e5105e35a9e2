/** The figures of a running instance on its management port, and whether they grow. */
import http from 'k6/http';

/** @typedef {{heap: number, threads: number, files: number}} Sample heap: bytes in use; NaN where the instance does not tell */

/**
 * @param {string} url of `/q/metrics`
 * @returns {Sample | null} null where it does not answer
 */
export function sampleOf(url) {
  const response = http.get(url, { timeout: '10s', tags: { name: 'GET metrics', step: 'watch' } });
  if (response.status !== 200) {
    return null;
  }
  const text = `${response.body}`;
  return {
    heap: sum(text, 'jvm_memory_used_bytes', 'area="heap"'),
    threads: sum(text, 'jvm_threads_live_threads', ''),
    files: sum(text, 'process_files_open_files', ''),
  };
}

/**
 * @param {string} text in Prometheus' format
 * @param {string} name
 * @param {string} label that a line must have
 * @returns {number} of all series of that name, NaN where there are none
 */
function sum(text, name, label) {
  const lines = text
    .split('\n')
    .filter((line) => line.startsWith(`${name}{`) || line.startsWith(`${name} `))
    .filter((line) => line.includes(label));
  return lines.length === 0 ? NaN : lines.reduce((total, line) => total + Number(line.slice(line.lastIndexOf(' ') + 1)), 0);
}

/**
 * Compares the last third with the second one: the first is for caches that fill and code that is compiled. What is least in use in between
 * two collections is what is really kept.
 *
 * @param {Sample[]} samples
 * @returns {{heapPercent: number, threads: number, files: number} | null} null for fewer than three in each third
 */
export function growthOf(samples) {
  const third = Math.floor(samples.length / 3);
  if (third < 3) {
    return null;
  }
  const before = samples.slice(-2 * third, -third);
  const after = samples.slice(-third);
  const least = (/** @type {Sample[]} */ of, /** @type {'heap' | 'threads' | 'files'} */ what) => Math.min(...of.map((sample) => sample[what]));
  return {
    heapPercent: (least(after, 'heap') / least(before, 'heap') - 1) * 100,
    threads: least(after, 'threads') - least(before, 'threads'),
    files: least(after, 'files') - least(before, 'files'),
  };
}

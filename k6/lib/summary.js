/** The end of a run: a table to read, the same as JSON, and a page that needs nothing from elsewhere. */
import { baseUrl, settings, text } from './config.js';
import { broken, outcomes, STEPS } from './metrics.js';

/**
 * @typedef {{type: string, values: Record<string, number>, thresholds?: Record<string, {ok: boolean}>}} Metric
 * @typedef {{metrics: Record<string, Metric>, state: {testRunDurationMs: number}}} Summary
 * @typedef {{title: string, head: string[], rows: string[][]}} Table
 */

export const reports = text('REPORT_DIR', import.meta.resolve('../results/').replace(/^file:\/\//, '')).replace(/\/$/, '');

/**
 * @param {string} scenario
 * @returns {(data: any) => Record<string, string>} k6's handleSummary
 */
export function summaryOf(scenario) {
  return (data) => {
    if (!data.setup_data) {
      return { stdout: `\n${scenario}: NOT RUN, the reason is in the log\n` };
    }
    const report = reportOf(scenario, data);
    const file = `${reports}/${scenario}`;
    return {
      stdout: `${asText(report)}\n${file}.html\n`,
      [`${file}.json`]: JSON.stringify({ ...report, metrics: data.metrics }, null, 2),
      [`${file}.html`]: asHtml(report),
    };
  };
}

/**
 * @param {string} scenario
 * @param {Summary} data
 */
function reportOf(scenario, { metrics, state }) {
  const seconds = state.testRunDurationMs / 1000;
  const thresholds = Object.entries(metrics).flatMap(([metric, { thresholds: of, values }]) =>
    Object.entries(of ?? {}).map(([rule, { ok }]) => ({ metric, rule, ok, is: valueOf(rule, values) })),
  );
  return {
    scenario,
    service: baseUrl,
    endedAt: new Date().toISOString(),
    seconds: Math.round(seconds),
    passed: thresholds.every(({ ok }) => ok),
    settings: /** @type {Record<string, string | number>} */ (
      Object.fromEntries(Object.entries(settings).filter(([name]) => name !== 'REPORT_DIR').sort())
    ),
    tables: [
      stepTable(metrics, seconds),
      timeTable(metrics),
      countTable('Outcomes', Object.values(outcomes).map(({ name }) => name), metrics),
      countTable('Broken promises', [...Object.values(broken).map(({ name }) => name), 'seats_sold_minus_assigned'], metrics),
    ],
    thresholds: thresholds.sort((one, other) => Number(one.ok) - Number(other.ok) || one.metric.localeCompare(other.metric)),
  };
}

/**
 * @param {Record<string, Metric>} metrics
 * @param {number} seconds
 * @returns {Table}
 */
function stepTable(metrics, seconds) {
  const rows = STEPS.filter((step) => metrics[`step_${step}`]?.values.count > 0).map((step) => {
    const { values } = metrics[`step_${step}`];
    return [step, `${values.count}`, (values.count / seconds).toFixed(1), ...times(values)];
  });
  return { title: 'Steps, times in ms', head: ['step', 'served', 'per second', 'p50', 'p95', 'p99', 'max'], rows };
}

/**
 * @param {Record<string, Metric>} metrics
 * @returns {Table}
 */
function timeTable(metrics) {
  const rows = ['queue_time', 'slot_to_ticket', 'time_to_ticket']
    .filter((name) => metrics[name]?.values.count > 0)
    .map((name) => [name, `${metrics[name].values.count}`, ...times(metrics[name].values)]);
  return { title: 'Times of buyers, in ms', head: ['time', 'buyers', 'p50', 'p95', 'p99', 'max'], rows };
}

/**
 * @param {Record<string, number>} values
 * @returns {string[]}
 */
function times(values) {
  return [values.med, values['p(95)'], values['p(99)'], values.max].map((value) => (value < 10 ? value.toFixed(1) : value.toFixed(0)));
}

/**
 * @param {string} title
 * @param {string[]} names
 * @param {Record<string, Metric>} metrics
 * @returns {Table} of those that happened
 */
function countTable(title, names, metrics) {
  const rows = names.filter((name) => metrics[name]?.values.count).map((name) => [name, `${metrics[name].values.count}`]);
  return { title, head: ['what', 'times'], rows };
}

/**
 * @param {string} rule
 * @param {Record<string, number>} values
 * @returns {string} what the rule is about, as it came out
 */
function valueOf(rule, values) {
  const value = values[/^[a-z]+(\(\d+\))?/.exec(rule)?.[0] ?? ''];
  return value === undefined ? '' : `${Math.round(value * 100) / 100}`;
}

/** @param {ReturnType<typeof reportOf>} report */
function asText(report) {
  const lines = [`\n${report.scenario}: ${report.passed ? 'PASSED' : 'FAILED'}, ${report.seconds} s, ${report.service}`];
  for (const { title, head, rows } of report.tables) {
    if (rows.length > 0) {
      const widths = head.map((name, column) => Math.max(name.length, ...rows.map((row) => row[column].length)));
      const line = (/** @type {string[]} */ cells) =>
        cells.map((cell, column) => (column === 0 ? cell.padEnd(widths[0]) : cell.padStart(widths[column]))).join('  ');
      lines.push('', title, `  ${line(head)}`, ...rows.map((row) => `  ${line(row)}`));
    }
  }
  lines.push('', 'Thresholds');
  for (const { metric, rule, ok, is } of report.thresholds) {
    lines.push(`  ${ok ? 'ok  ' : 'FAIL'}  ${metric} ${rule}${is === '' ? '' : `, is ${is}`}`);
  }
  return `${lines.join('\n')}\n`;
}

/** @param {ReturnType<typeof reportOf>} report */
function asHtml(report) {
  const thresholds = {
    title: 'Thresholds',
    head: ['metric', 'rule', 'is', ''],
    rows: report.thresholds.map(({ metric, rule, ok, is }) => [metric, rule, is, ok ? 'ok' : 'FAIL']),
  };
  const used = {
    title: 'Settings',
    head: ['setting', 'value'],
    rows: Object.entries(report.settings).map(([name, value]) => [name, `${value}`]),
  };
  const verdict = report.passed ? 'passed' : 'failed';
  return `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<title>Onsale: ${escaped(report.scenario)} ${verdict}</title>
<style>
  body { font: 15px/1.5 system-ui, sans-serif; margin: 2rem auto; max-width: 60rem; padding: 0 1rem; color: #222; }
  table { border-collapse: collapse; margin-bottom: 2rem; }
  th, td { border-bottom: 1px solid #ddd; padding: .2rem .8rem; text-align: right; font-variant-numeric: tabular-nums; }
  th:first-child, td:first-child { text-align: left; padding-left: 0; }
  .passed { color: #17692f; } .failed, .FAIL { color: #b3261e; font-weight: bold; }
</style>
<h1>${escaped(report.scenario)} <span class="${verdict}">${verdict}</span></h1>
<p>${report.seconds} s against ${escaped(report.service)}, ended at ${report.endedAt}</p>
${[...report.tables, thresholds, used].filter(({ rows }) => rows.length > 0).map(htmlTable).join('\n')}
</html>
`;
}

/** @param {Table} table */
function htmlTable({ title, head, rows }) {
  const cells = (/** @type {string[]} */ row, /** @type {string} */ tag) =>
    row.map((cell) => `<${tag}${cell === 'FAIL' ? ' class="FAIL"' : ''}>${escaped(cell)}</${tag}>`).join('');
  return `<h2>${escaped(title)}</h2>
<table>
<tr>${cells(head, 'th')}</tr>
${rows.map((row) => `<tr>${cells(row, 'td')}</tr>`).join('\n')}
</table>`;
}

/** @param {string} raw */
function escaped(raw) {
  return raw.replace(/&/g, '&amp;').replace(/</g, '&lt;').replace(/>/g, '&gt;').replace(/"/g, '&quot;');
}

import type { Observation } from './check-event';
import type { DemoEvent } from './demo-event';

/** An event as the demo shows it. */
export interface DemoRow {
  readonly event: DemoEvent;
  readonly observation: Observation;
  readonly problems: readonly string[];
}

const HEADINGS = ['', 'event', 'answer', 'state', 'ms', 'result'] as const;
const RULE_WIDTH = 110;
const NUMERIC = HEADINGS.indexOf('ms');

/** The table of all events, followed by what is wrong with any. */
export function formatTable(rows: readonly DemoRow[]): string {
  const cells = [HEADINGS, ...rows.map(toCells)];
  const widths = HEADINGS.map((_, column) => Math.max(...cells.map((row) => (row[column] ?? '').length)));
  const lines = cells.map((row) =>
    row
      .map((cell, column) => pad(cell, column, widths[column] ?? 0))
      .join('  ')
      .trimEnd(),
  );
  const rule = '─'.repeat(Math.min(RULE_WIDTH, Math.max(...lines.map((line) => line.length))));
  const [heading = '', ...body] = lines;
  return [heading, rule, ...body, ...problemLines(rows)].join('\n');
}

function pad(cell: string, column: number, width: number): string {
  return column === NUMERIC ? cell.padStart(width) : cell.padEnd(width);
}

function toCells({ event, observation, problems }: DemoRow): readonly string[] {
  const { answer, record } = observation;
  const ms = record ? String(record.updatedAt - record.receivedAt) : '-';
  return [
    problems.length === 0 ? '✓' : '✗',
    event.label,
    `${answer.status} ${readFirstWord(answer.body)}`.trimEnd(),
    record?.status ?? 'nothing stored',
    ms,
    describePlace(observation),
  ];
}

function describePlace({ record }: Observation): string {
  return record?.resultKey ?? (record?.lastError ? `none: ${record.lastError.message}` : '-');
}

function readFirstWord(body: string): string {
  try {
    const [first] = Object.values(JSON.parse(body) as Record<string, unknown>);
    return typeof first === 'string' ? first : '';
  } catch {
    return body.slice(0, 40);
  }
}

function problemLines(rows: readonly DemoRow[]): string[] {
  const lines = rows.flatMap(({ event, problems }) =>
    problems.map((problem) => `✗ ${event.label}: ${problem}`),
  );
  return lines.length === 0 ? [] : ['', ...lines];
}

import { createStyle, type Style } from '../../cli/terminal/style';
import { type Column, column, drawTable } from '../../cli/terminal/table';
import type { Observation } from './check-event';
import type { DemoEvent } from './demo-event';

/** An event as the demo shows it. */
export interface DemoRow {
  readonly event: DemoEvent;
  readonly observation: Observation;
  readonly problems: readonly string[];
}

/** Fits a page of documentation and most terminals. */
export const DEMO_WIDTH = 100;

/** What matters least shrinks first. */
const COLUMNS: readonly Column[] = [
  column('', 'text', 5, 1),
  column('event', 'text', 4, 24),
  column('answer', 'text', 3, 12),
  column('state', 'state', 5, 17),
  column('ms', 'number', 4, 4),
  column('result', 'text', 1, 12),
];

/** The table of all events, followed by what is wrong with any. */
export function formatTable(
  rows: readonly DemoRow[],
  { width = DEMO_WIDTH, style = createStyle() }: { readonly width?: number; readonly style?: Style } = {},
): string {
  const view = { width: Math.min(width, DEMO_WIDTH), style, now: 0 };
  const { lines } = drawTable(COLUMNS, rows.map(toCells), view);
  return [...lines, ...problemLines(rows)].join('\n');
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
  // The last part of a key is the event's; the parts before it are those of the source and its document.
  return record?.resultKey?.split('/').at(-1) ?? record?.lastError?.message ?? '-';
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

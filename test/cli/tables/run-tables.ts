import { runCommand } from '../run-command';
import {
  givenLogLines,
  givenReports,
  givenResults,
  givenSecrets,
  givenTables,
  type Texts,
} from './given-tables';

/** What the commands ask that an inbox of records cannot answer. */
const mockAnswers = {
  results: [] as ReturnType<typeof givenResults>,
  reports: [] as ReturnType<typeof givenReports>,
  secrets: [] as ReturnType<typeof givenSecrets>,
  lines: [] as ReturnType<typeof givenLogLines>,
};
jest.mock('../../../cli/doctor/examine', () => ({ CHECKS: {}, examine: async () => mockAnswers.results }));
jest.mock('../../../cli/operations/reconcile-source', () => ({
  reconcileDeps: () => ({}),
  reconcileToTheEnd: async () => mockAnswers.reports.shift(),
}));
jest.mock('../../../cli/operations/secret-versions', () => ({
  ...jest.requireActual('../../../cli/operations/secret-versions'),
  readSecretStates: async () => mockAnswers.secrets,
}));
jest.mock('../../../cli/operations/logs/read-logs', () => ({
  chooseFunctions: () => ({ ingest: 'log-group', 'process-limai': 'log-group' }),
  LogReader: class {
    read = async () => ({ lines: mockAnswers.lines, leftOut: 2, missing: [] });
    close = () => undefined;
  },
}));
jest.mock('../../../cli/operations/test-delivery', () => ({
  createTestDelivery: (_source: string, _body: unknown, { tested }: { tested: string }) => ({
    key: tested,
    expected: ['STORED'],
    body: Buffer.from(''),
  }),
  sendTestDelivery: async () => 200,
}));

type Given = ReturnType<typeof givenTables>;

/** The command lines that print a table. */
const COMMAND_LINES: Readonly<Record<string, (given: Given) => readonly string[]>> = {
  doctor: () => ['doctor'],
  stats: () => ['stats', '--days', '2'],
  'events list': () => ['events', 'list'],
  'events show': ({ records }) => ['events', 'show', records[1].pk],
  'document show': ({ records }) => ['document', 'show', records[0].documentId ?? ''],
  tail: () => ['tail', '--since', '2d'],
  'dlq list': () => ['dlq', 'list'],
  'dlq redrive': () => ['dlq', 'redrive', '--dry-run'],
  replay: () => ['replay', '--status', 'failed,stored', '--dry-run'],
  'replay of open events': ({ records }) => ['replay', records[1].pk, records[6].pk],
  retry: ({ records }) => ['retry', records[1].pk, records[2].pk, '--dry-run'],
  reconcile: () => ['reconcile'],
  'secrets status': () => ['secrets', 'status'],
  logs: () => ['logs'],
  'send-test': () => ['send-test', 'limai'],
};

export const TABLE_COMMANDS = Object.keys(COMMAND_LINES);

/** What a command prints on a terminal of so many columns. */
export async function runTable(
  command: string,
  texts: Texts,
  view: { readonly columns?: number; readonly env?: NodeJS.ProcessEnv; readonly more?: readonly string[] },
): Promise<string> {
  const given = givenTables(texts);
  const stop = new AbortController();
  mockAnswers.results = givenResults(texts);
  mockAnswers.reports = [...givenReports(texts)];
  mockAnswers.lines = givenLogLines(texts, given.now);
  mockAnswers.secrets = givenSecrets(texts, given.now);
  const args = COMMAND_LINES[command]?.(given) ?? [];
  const { out } = await runCommand([...args, ...(view.more ?? [])], {
    ...view,
    connect: async () => given.inbox,
    now: () => given.now,
    // `tail` ends by it alone.
    ...(command === 'tail' && { signal: stop.signal, onOut: () => stop.abort() }),
  });
  return out;
}

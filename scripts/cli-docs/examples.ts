import { deadLetterList } from '../../cli/commands/dlq-list';
import { redriveReport } from '../../cli/commands/dlq-redrive';
import { secretsStatus } from '../../cli/commands/secrets-status';
import { replayReport } from '../../cli/replay/report-replay';
import {
  documentShowSchema,
  eventsGetSchema,
  eventsListSchema,
  eventsShowSchema,
  statsSchema,
  tailSchema,
} from '../../cli/schemas';
import type { ExampleGroup } from './example';

/** Every command at the mix of mixed-events.ts: first those that read, then those that change something. */
export const EXAMPLES: readonly ExampleGroup[] = [
  {
    command: 'stats',
    text: 'Counts come from the indexes. Times are those of events that were worked on, from receipt to the final state, the first time: what a person opened again is left out.',
    examples: [{ args: ['stats'] }, { args: ['stats', '--days', '1', '--json'], schema: statsSchema }],
  },
  {
    command: 'events list',
    text: 'By state, source, document, day or time of the last change; newest change first, in pages. Without `--day` or `--since`: the last seven days.',
    examples: [
      { args: ['events', 'list', '--limit', '5'] },
      { args: ['events', 'list', '--limit', '3'], nextPage: true },
      { args: ['events', 'list', '--status', 'failed,received', '--source', 'limai', '--limit', '6'] },
      { args: ['events', 'list', '--status', 'quarantined', '--since', '2h', '--limit', '3'] },
      { args: ['events', 'list', '--document', 'doc_receipt_2'] },
      { args: ['events', 'list', '--status', 'stored', '--limit', '1', '--json'], schema: eventsListSchema },
      { args: ['events', 'list', '--status', 'done'], code: 2 },
      { args: ['events', 'list', '--limit', '0'], code: 2 },
      { args: ['events', 'list', '--source', 'nobody'], code: 2 },
    ],
  },
  {
    command: 'events show',
    text: 'By the provider’s event id, in any source or the one given; a quarantined body by its digest; or by the whole key `<source>#<event id>`.',
    examples: [
      { args: ['events', 'show', 'evt_receipt_010'] },
      { args: ['events', 'show', 'evt_waiting_040'] },
      { args: ['events', 'show', 'evt_refused_060'] },
      { args: ['events', 'show', 'evt_blurred_020', '--json'], schema: eventsShowSchema },
      { args: ['events', 'show', 'evt_nobody'], code: 1 },
      { args: ['events', 'show'], code: 2 },
    ],
  },
  {
    command: 'events get',
    text: 'The bytes as they are stored, after their SHA-256 was found to be the record’s; a terminal gets control characters written out. `--raw` is the webhook body as it was received.',
    examples: [
      { args: ['events', 'get', 'evt_receipt_010'], mostLines: 12 },
      { args: ['events', 'get', 'evt_receipt_010', '--raw'] },
      { args: ['events', 'get', 'evt_receipt_010', '--out', 'result.json'] },
      {
        args: ['events', 'get', 'evt_receipt_010', '--out', 'result.json', '--json'],
        schema: eventsGetSchema,
      },
      { args: ['events', 'get', 'evt_refused_060'], code: 1 },
    ],
  },
  {
    command: 'document show',
    text: 'The current data of a document is its result with the greatest `fetchedAt`.',
    examples: [
      { args: ['document', 'show', 'doc_receipt_2'] },
      { args: ['document', 'show', 'doc_refused_060', '--json'], schema: documentShowSchema },
      { args: ['document', 'show', 'doc_nobody'], code: 1 },
    ],
  },
  {
    command: 'tail',
    text: 'Follows events live until Ctrl-C, which is exit code 0; each change once, as far as it is still there when `tail` looks. `--json` gives one document per line.',
    examples: [
      {
        args: ['tail', '--interval', '1', '--source', 'extend'],
        arrive: [{ source: 'extend', kind: 'processed', eventId: 'evt_live_001' }],
      },
      {
        args: ['tail', '--interval', '1', '--status', 'stored,archived', '--json'],
        arrive: [{ source: 'limai', kind: 'unknown', eventId: 'evt_live_002' }],
        schema: tailSchema,
        lines: true,
      },
      { args: ['tail', '--interval', 'often'], code: 2 },
    ],
  },
  {
    command: 'replay',
    text: 'Events by id, or a selection; a selection asks before it begins, and needs a reason. `FAILED` events go back to work, others are fetched again as their next generation.',
    examples: [
      { args: ['replay', '--status', 'failed', '--source', 'limai', '--dry-run'], mostLines: 4 },
      { args: ['replay', 'evt_refused_058', 'evt_refused_059', '--reason', 'Limai repaired the schema'] },
      {
        args: ['replay', 'evt_receipt_001', '--reason', 'corrected at the provider', '--json'],
        schema: replayReport,
      },
      { args: ['replay', 'evt_waiting_001'], code: 1 },
      { args: ['replay', '--status', 'failed'], code: 2 },
    ],
  },
  {
    command: 'dlq list',
    text: 'Dead letters mean one thing: our own code broke on the event. Reading hides them from the next read for a moment.',
    examples: [
      { args: ['dlq', 'list', '--provider', 'limai'] },
      { args: ['dlq', 'list', '--provider', 'extend', '--json'], schema: deadLetterList },
      { args: ['dlq', 'list', '--provider', 'nobody'], code: 2 },
    ],
  },
  {
    command: 'dlq redrive',
    text: 'Moves each event `FAILED` → `RECEIVED`, sends a fresh message and deletes the dead one.',
    examples: [
      { args: ['dlq', 'redrive', '--provider', 'extend', '--yes', '--json'], schema: redriveReport },
      { args: ['dlq', 'redrive', '--provider', 'extend'], code: 2 },
    ],
  },
  {
    command: 'secrets status',
    text: 'Never a value: whether one is set, how many live keys there are, and since when every function knows.',
    examples: [
      { args: ['secrets', 'status'] },
      { args: ['secrets', 'status', '--source', 'limai', '--json'], schema: secretsStatus },
    ],
  },
];

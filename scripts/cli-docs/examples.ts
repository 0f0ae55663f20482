import { deadLetterList } from '../../cli/commands/dlq/dlq-list';
import { redriveReport } from '../../cli/commands/dlq/dlq-redrive';
import { documentShowSchema } from '../../cli/commands/document';
import { eventsGetSchema, eventsShowSchema } from '../../cli/commands/events';
import { eventsListSchema } from '../../cli/commands/events-list';
import { reconcileReport } from '../../cli/commands/reconcile';
import { secretsStatus } from '../../cli/commands/secrets/secrets';
import { secretChange } from '../../cli/commands/secrets/secrets-set';
import { sendTestReport } from '../../cli/commands/send-test';
import { doctorReport } from '../../cli/doctor/finding';
import { statsSchema } from '../../cli/operations/events/read-stats';
import { recordSchema } from '../../cli/operations/events/shown-record';
import { replayReport } from '../../cli/operations/replay/report-replay';
import { retryReport } from '../../cli/operations/retry/report-retry';
import type { ExampleGroup } from './example';

/** Every command at the mix of mixed-events.ts: first those that read, then those that change something. */
export const EXAMPLES: readonly ExampleGroup[] = [
  {
    command: 'doctor',
    text: 'Tests everything that a newcomer gets wrong or that breaks in operation, and says of each finding what to do; 1 when there is a problem. What it did not test is said, with the reason. [doctor.md](doctor.md) has the tests and every code. At a deployed stack it also looks at credentials, the stack, queue ages, alarms and protection. It posts one request without a signature to each webhook, and makes one trial call of each provider and asks for one page of its list.',
    examples: [
      { args: ['doctor'], code: 1 },
      { args: ['doctor', '--json'], code: 1, schema: doctorReport, mostLines: 20 },
    ],
  },
  {
    command: 'stats',
    text: 'Counts of events come from the indexes, those of deliveries from metrics ([doctor.md](doctor.md#refused-deliveries)). Times are those of events that were worked on, from receipt to the final state, the first time: what a person opened again is left out.',
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
    text: 'The bytes as they are stored, after their SHA-256 was found to be the record’s; a terminal gets control characters written out. While a replay is under way you get the result it set out from; of an event that shares another’s result you get that, and standard error names the event that holds it. `--raw` is the webhook body as it was received.',
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
    text: 'The current result of a document is the one fetched last among those with data; a reviewed one gives way only as [the provider’s rule](data.md#which-result-is-current) says. The columns show what decides it.',
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
        schema: recordSchema,
        lines: true,
      },
      { args: ['tail', '--interval', 'often'], code: 2 },
    ],
  },
  {
    command: 'retry',
    text: 'Open events that wait after a failed attempt are tried at once, for instance after you replaced a token. A wait that the provider asked for (`Retry-After`) is kept. A selection asks before it begins.',
    examples: [
      { args: ['retry', '--source', 'limai', '--dry-run'], mostLines: 4 },
      { args: ['retry', 'evt_waiting_001', '--dry-run', '--json'], schema: retryReport },
      { args: ['retry', 'evt_refused_058'], code: 1 },
      { args: ['retry'], code: 2 },
    ],
  },
  {
    command: 'replay',
    text: 'Events by id, or a selection; a selection asks before it begins, and needs a reason. `FAILED` events run again; others are fetched again as their next generation, and keep their result until a better one is stored. `--wait` says what became of them, and fails when one failed again. The preview says which events have a result, which have lost their webhook body, and what cannot be done.',
    examples: [
      { args: ['replay', '--status', 'failed', '--source', 'limai', '--dry-run'], mostLines: 4 },
      {
        args: [
          'replay',
          'evt_refused_058',
          'evt_refused_059',
          '--reason',
          'Limai repaired the schema',
          '--wait',
        ],
      },
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
    text: 'Dead letters mean one thing: our own code broke on the event. A look takes none away: what it received is visible again at once, and letters that somebody else is looking at are counted.',
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
      { args: ['dlq', 'redrive', '--provider', 'limai', '--dry-run'] },
      { args: ['dlq', 'redrive', '--provider', 'limai', '--reason', 'the parser is corrected', '--yes'] },
      { args: ['dlq', 'redrive', '--provider', 'extend', '--yes', '--json'], schema: redriveReport },
      { args: ['dlq', 'redrive', '--provider', 'extend'], code: 2 },
    ],
  },
  {
    command: 'reconcile',
    text: 'Asks the providers what they finished and captures what never arrived, to the end of the pass; Ctrl-C ends it before the next page (exit code 130), and the next run continues there; a dry run looks at no more than one scheduled run does. `--since` is a backfill beyond the horizon, resumed where it was interrupted.',
    examples: [
      { args: ['reconcile', '--dry-run'] },
      { args: ['reconcile', 'extend', '--json'], schema: reconcileReport },
      { args: ['reconcile', 'nobody'], code: 2 },
    ],
  },
  {
    command: 'send-test',
    text: 'Signs a delivery with the live key, sends it, and follows the event to its end; 0 only when it ended as expected. By default it is of a type nobody knows: kept as `ARCHIVED`, and nothing is fetched, so a stack in use can be tried. `--body` sends another body.',
    examples: [
      { args: ['send-test', 'limai'] },
      { args: ['send-test', 'extend', '--json'], schema: sendTestReport },
      { args: ['send-test'], code: 2 },
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
  {
    command: 'secrets set',
    text: 'A value is never an argument: arguments stand in the shell’s history and in the list of processes. It comes from a pipe, from `--file`, or is typed hidden. What the functions would refuse is refused. If somebody else changes the secret at the same moment, the command says so and fails.',
    examples: [
      { args: ['secrets', 'set', 'limai', 'token'], piped: 'an_example_of_a_token', code: 2 },
      { args: ['secrets', 'set', 'limai', 'token', '--yes'], piped: 'an_example_of_a_token' },
      {
        args: ['secrets', 'set', 'extend', 'token', '--yes', '--json'],
        piped: 'an_example_of_a_token',
        schema: secretChange,
      },
      { args: ['secrets', 'set', 'limai', 'password'], code: 2 },
    ],
  },
  {
    command: 'secrets rotate',
    text: 'Changes a signing key without losing a delivery: the new key is put in front of the live ones, and both are accepted until `--finish`, which is refused before every function knows the new one.',
    examples: [
      { args: ['secrets', 'rotate', 'extend'], piped: 'wss_an_example_of_a_new_key' },
      { args: ['secrets', 'rotate', 'extend', '--finish', '--yes'], code: 1 },
      {
        args: ['secrets', 'rotate', 'limai', '--json'],
        piped: 'an_example_of_a_new_key',
        schema: secretChange,
      },
    ],
  },
];

import { deadLetterList, redriveReport } from '../../../cli/commands/dlq';
import { documentShowSchema } from '../../../cli/commands/document';
import { eventsGetSchema, eventsShowSchema } from '../../../cli/commands/events';
import { eventsListSchema } from '../../../cli/commands/events-list';
import { reconcileReport } from '../../../cli/commands/reconcile';
import { retryReport } from '../../../cli/commands/recover/retry';
import { secretChange, secretsStatusSchema } from '../../../cli/commands/secrets/secrets';
import { sendTestReport } from '../../../cli/commands/send-test';
import { shellVariablesSchema } from '../../../cli/commands/stack/env';
import { logsSchema } from '../../../cli/commands/stack/logs';
import { setupReport } from '../../../cli/commands/stack/setup';
import { doctorReport } from '../../../cli/doctor/finding';
import { statsSchema } from '../../../cli/operations/events/read-stats';
import { recordSchema } from '../../../cli/operations/events/shown-record';
import { replayReport } from '../../../cli/operations/replay-report';
import type { ExampleGroup } from './example';

/** Every command at the mix of mixed-events.ts: first those that read, then those that change something. */
export const EXAMPLES: readonly ExampleGroup[] = [
  {
    command: 'setup',
    text: 'Walks through what each source needs after a deployment. It shows the URL and what to enter at the provider, asks for signing key and token (typed hidden), and checks their form. It tries the token at the provider before it stores it, sends a test event, waits for a delivery if you wish, and runs `doctor`. Stop it with Ctrl-C and run it again: it sees what is done, and goes on. It never overwrites a live key. If the provider refuses a token, nothing is stored. If it gives no clear answer, the token is stored only if you agree (`--yes` agrees), and the step ends as `FAIL`. Without a terminal, `--yes` reads the missing secrets from a pipe, one on each line. Each step that is left ends with a line `next:`.',
    examples: [
      { args: ['setup', '--source', 'limai', '--dry-run'] },
      { args: ['setup', '--source', 'extend', '--dry-run', '--json'], schema: setupReport },
      { args: ['setup'], code: 2 },
    ],
  },
  {
    command: 'doctor',
    text: 'Tests the inbox and says for each finding what to do. The exit code is 1 if there is a problem. Anything that it did not test is listed with the reason. [doctor.md](doctor.md) lists the tests and every code. At a deployed stack it also checks credentials, the stack, queue ages, alarms and protection. It posts one request without a signature to each webhook. It makes one trial call to each provider, and asks for one page of its list.',
    examples: [
      { args: ['doctor'], code: 1 },
      { args: ['doctor', '--json'], code: 1, schema: doctorReport, mostLines: 20 },
    ],
  },
  {
    command: 'stats',
    text: 'Counts of events come from the indexes, and counts of deliveries from metrics ([doctor.md](doctor.md#refused-deliveries)). Times cover processed events, from receipt to the first final state. Events that an operator opened again are left out.',
    examples: [{ args: ['stats'] }, { args: ['stats', '--days', '1', '--json'], schema: statsSchema }],
  },
  {
    command: 'events list',
    text: 'Filters by state, source, document, day or time of the last change. The latest change comes first, in pages. Without `--day` or `--since`, it lists the last seven days.',
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
    text: 'Finds an event by the provider’s event ID, in any source or the given one. A quarantined body has its digest as ID. The whole key `<source>#<event id>` works too.',
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
    text: 'Prints the stored bytes after it has verified their SHA-256 against the record. A terminal gets control characters escaped. During a replay you get the old result. For an event that shares the result of another, you get that result, and standard error names the event that owns it. `--raw` prints the webhook body as it was received.',
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
    text: 'The current result of a document is the one fetched last among those with data. A reviewed result is replaced only by [the provider’s rule](../reference/data.md#which-result-is-current). The columns show what decides.',
    examples: [
      { args: ['document', 'show', 'doc_receipt_2'] },
      { args: ['document', 'show', 'doc_refused_060', '--json'], schema: documentShowSchema },
      { args: ['document', 'show', 'doc_nobody'], code: 1 },
    ],
  },
  {
    command: 'tail',
    text: 'Follows events live until Ctrl-C, with exit code 0. It shows each change once, if it is still there when `tail` looks. `--json` gives one document per line.',
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
    text: 'Retries open events that wait after a failed attempt, for example after you replaced a token. It respects the time that the provider asked for (`Retry-After`). A selection asks before it starts.',
    examples: [
      { args: ['retry', '--source', 'limai', '--dry-run'], mostLines: 4 },
      { args: ['retry', 'evt_waiting_001', '--dry-run', '--json'], schema: retryReport },
      { args: ['retry', 'evt_refused_058'], code: 1 },
      { args: ['retry'], code: 2 },
    ],
  },
  {
    command: 'replay',
    text: 'Takes events by ID, or a selection. A selection asks before it starts, and needs a reason. `FAILED` events are redriven. `STORED`, `EXTRACTION_FAILED` and `ARCHIVED` events are refetched as their next generation, and keep their result until a new one is stored. Quarantined bodies are reingested. `--wait` reports the outcome, and fails if an event failed again. The preview shows which events have a result, which have lost their webhook body, and what cannot be done.',
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
    text: 'A dead letter means that the processor crashed on the event. Listing removes none: the received messages are visible again at once. Messages that another reader holds are counted.',
    examples: [
      { args: ['dlq', 'list', '--provider', 'limai'] },
      { args: ['dlq', 'list', '--provider', 'extend', '--json'], schema: deadLetterList },
      { args: ['dlq', 'list', '--provider', 'nobody'], code: 2 },
    ],
  },
  {
    command: 'dlq redrive',
    text: 'Changes each event from `FAILED` to `RECEIVED`, sends a fresh message and deletes the dead letter.',
    examples: [
      { args: ['dlq', 'redrive', '--provider', 'limai', '--dry-run'] },
      { args: ['dlq', 'redrive', '--provider', 'limai', '--reason', 'the parser is corrected', '--yes'] },
      { args: ['dlq', 'redrive', '--provider', 'extend', '--yes', '--json'], schema: redriveReport },
      { args: ['dlq', 'redrive', '--provider', 'extend'], code: 2 },
    ],
  },
  {
    command: 'reconcile',
    text: 'Asks the providers what they have finished, and captures what never arrived, to the end of the scan. Ctrl-C ends it before the next page (exit code 130), and the next run continues there. A dry run reads no more than one scheduled run. `--since` is a backfill beyond the horizon, which continues where it was interrupted.',
    examples: [
      { args: ['reconcile', '--dry-run'] },
      { args: ['reconcile', 'extend', '--json'], schema: reconcileReport },
      { args: ['reconcile', 'nobody'], code: 2 },
    ],
  },
  {
    command: 'send-test',
    text: 'Signs a delivery with the live key, sends it, and follows the event to its final state. The exit code is 0 only if it ended as expected. By default the event has an unknown type: it is kept as `ARCHIVED` and nothing is fetched, so you can test a stack in use. `--body` sends another body.',
    examples: [
      { args: ['send-test', 'limai'] },
      { args: ['send-test', 'extend', '--json'], schema: sendTestReport },
      { args: ['send-test'], code: 2 },
    ],
  },
  {
    command: 'secrets status',
    text: 'Shows whether a secret is set, how many live keys there are, and since when every function knows them. It never shows a value.',
    examples: [
      { args: ['secrets', 'status'] },
      { args: ['secrets', 'status', '--source', 'limai', '--json'], schema: secretsStatusSchema },
    ],
  },
  {
    command: 'secrets set',
    text: 'Never pass a value as an argument, because arguments appear in the shell’s history and in the process list. Pipe it, use `--file`, or type it hidden. The command refuses values that the functions would refuse. If someone else changes the secret at the same moment, the command says so and fails.',
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
    text: 'Changes a signing key without losing a delivery. The new key goes in front of the live ones, and both are accepted until `--finish`. `--finish` is refused until every function knows the new key.',
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
  {
    command: 'env',
    text: 'Prints `export` lines for a POSIX shell, so that every `aws` command of this documentation works as it is written: `eval "$(npx inbox --local env)"`. Names of a source or provider end with its ID (`SIGNING_SECRET_LIMAI`); `--source` also sets those of one source without it. Secrets are named, never printed. For a deployed stack the credentials stay those of the AWS CLI. For a local run the lines lead every AWS service to it, so use a shell of its own. Version 1 of the AWS CLI ignores them for `aws sqs`: there, add `--endpoint-url "$AWS_ENDPOINT_URL"`.',
    examples: [
      { args: ['env', '--source', 'limai'] },
      { args: ['env', '--json'], schema: shellVariablesSchema, mostLines: 12 },
      { args: ['env', '--source', 'nobody'], code: 2 },
    ],
  },
  {
    command: 'logs',
    text: 'Reads the functions’ logs: of a deployed stack in CloudWatch Logs, of a local run in its file. Lines come oldest first, the newest 100 of the last hour if you say nothing else. A level means that level and more severe ones. Without `logLevel: DEBUG`, functions log only what goes wrong with an event. Metrics, and what the Lambda runtime says of itself, are left out; a crash is shown by its kind. At a stack it makes at most 60 calls, and says up to when it has read if that is not enough. Logs hold no secrets and no contents of documents.',
    examples: [
      { args: ['logs', '--event', 'evt_refused_060'] },
      { args: ['logs', '--level', 'warn', '--limit', '5'] },
      { args: ['logs', '--function', 'process', '--limit', '1', '--json'], schema: logsSchema },
      { args: ['logs', '--since', '30m', '--event', 'evt_nobody'] },
      { args: ['logs', '--function', 'nobody'], code: 2 },
    ],
  },
];

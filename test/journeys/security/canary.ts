import { padded } from '../../../local/samples/fixture-text';
import { post } from '../../../local/simulators/deliver';
import { runCommand } from '../../cli/run-command';
import { eventually } from '../../support/eventually';
import type { Answer, Journey } from '../stack/journey';
import { leaksIn } from '../stack/leak-scanner';
import type { RunningStack } from '../stack/running-stack';
import { putApiToken, putSigningSecret } from './put-secret';

/** A provider's own words on a failure are kept in the record for people: they may stand there, and nowhere else. */
const PROVIDER_WORDS = 'canary-reason';
const LARGE_BYTES = 4_096;
const WITHIN_MS = 60_000;

interface Planted {
  readonly source: string;
  readonly kind: string;
  readonly name: string;
  /** What the provider's API says of the document. */
  readonly plan?: Parameters<NonNullable<Journey['run']['simulators'][string]>['plan']>[1];
  readonly change?: (text: string, journey: Journey) => string;
  /** State in which it ends, or waits after an attempt. */
  readonly state: string;
}

const withNote = (text: string) => text.replace(/}\s*$/, ',"metadata":{"note":"canary_metadata"}}');
const withPayloadNote = (text: string) =>
  text.replace(/"object"\s*:\s*"extract_run"/, '$&,"note":"canary_payload"');
const withLink = (link: (whole: string) => string) => (text: string) =>
  text.replace(/("data"\s*:\s*")([^"]*)"/, (_, key: string, url: string) => `${key}${link(url)}"`);

/** Everything that can happen to an event, with a word in each place that holds what is not ours to tell. */
const PLANTED: readonly Planted[] = [
  {
    source: 'limai',
    kind: 'success',
    name: 'cell',
    change: withNote,
    plan: { body: '{"status":"COMPLETED","data":{"cell":"canary_cell"}}' },
    state: 'STORED',
  },
  {
    source: 'limai',
    kind: 'success',
    name: 'large',
    change: (text) => padded(withNote(text), LARGE_BYTES),
    state: 'STORED',
  },
  {
    source: 'limai',
    kind: 'success',
    name: 'failed',
    plan: { status: 'FAILED', errorMessage: PROVIDER_WORDS },
    state: 'EXTRACTION_FAILED',
  },
  {
    source: 'limai',
    kind: 'success',
    name: 'no-json',
    plan: { body: 'canary_error_body' },
    state: 'RECEIVED',
  },
  {
    source: 'limai',
    kind: 'success',
    name: 'odd-status',
    plan: { body: '{"status":"canary status"}' },
    state: 'RECEIVED',
  },
  {
    source: 'limai',
    kind: 'success',
    name: 'refused',
    plan: { failures: [{ status: 400 }] },
    state: 'FAILED',
  },
  {
    source: 'limai',
    kind: 'success',
    name: 'broken',
    plan: { failures: [{ status: 500 }] },
    state: 'STORED',
  },
  { source: 'limai', kind: 'unknown', name: 'unknown', change: withNote, state: 'ARCHIVED' },
  { source: 'limai-planted', kind: 'success', name: 'token', change: withNote, state: 'RECEIVED' },
  { source: 'extend', kind: 'processed', name: 'inline', change: withPayloadNote, state: 'STORED' },
  {
    source: 'extend',
    kind: 'signed-url',
    name: 'link',
    change: withLink((url) => `${url}?X-Amz-Signature=canary_link`),
    plan: { body: '{"object":"extract_run","status":"PROCESSED","output":{"note":"canary_linked"}}' },
    state: 'STORED',
  },
  {
    source: 'extend',
    kind: 'signed-url-gone',
    name: 'gone',
    change: withLink((url) => `${url}?X-Amz-Signature=canary_gone`),
    state: 'STORED',
  },
  {
    source: 'extend',
    kind: 'signed-url',
    name: 'private',
    change: withLink(() => 'https://10.0.0.1/canary?X-Amz-Signature=canary'),
    state: 'STORED',
  },
  {
    source: 'extend',
    kind: 'signed-url',
    name: 'mangled',
    change: withLink(() => 'canary no address'),
    state: 'STORED',
  },
  {
    source: 'extend',
    kind: 'failed',
    name: 'failed-run',
    change: (text) => text.replace(/("failureMessage"\s*:\s*)"[^"]*"/, `$1"${PROVIDER_WORDS}"`),
    state: 'EXTRACTION_FAILED',
  },
];

/** Words planted in keys, tokens, bodies, cells, errors, links, challenges and AWS's own answers; `Journey.stop` scans the log. */
export function describeCanaries(stack: RunningStack): void {
  const answers: Answer[] = [];

  beforeAll(async () => {
    const { journey } = stack;
    await putSecrets(journey);
    for (const planted of PLANTED) {
      answers.push(await sendPlanted(journey, planted));
    }
  });

  it.each(PLANTED)(
    'an event of $source with planted words ($name) ends or waits as $state',
    async ({ source, name, state }) => {
      const { journey } = stack;
      const record = await eventually(async () => {
        const found = await journey.record(source, readEventId(name));
        const attempted = found?.status !== 'RECEIVED' || found.lastError !== undefined;
        return found?.status === state && attempted ? found : undefined;
      }, WITHIN_MS);
      const told = JSON.stringify(record.lastError ?? '').replace(PROVIDER_WORDS, '');
      expect(leaksIn(told)).toEqual([]);
      expect(record.lastError?.message.includes(PROVIDER_WORDS) ?? false).toBe(state === 'EXTRACTION_FAILED');
    },
  );

  it('bodies nobody can read, challenges, forgeries and AWS’s own errors are answered without them', async () => {
    const { journey } = stack;
    answers.push(await journey.send('limai', Buffer.from('{"canary_unreadable')));
    const challenge = '{"eventType":"VERIFICATION","challenge":"canary-challenge"}';
    expect(await journey.send('limai', Buffer.from(challenge))).toEqual({
      status: 200,
      body: { challenge: 'canary-challenge' },
    });
    const { url } = journey.source('limai');
    const headers = { 'x-webhook-signature': 'sha256=canary_signature', authorization: 'Bearer canary' };
    for (const body of [challenge, '{"canary":1}', 'canary']) {
      const { status, body: text } = await post(`${url}?canary=1`, headers, Buffer.from(body));
      answers.push({ status, body: { text } });
    }
    answers.push(...(await duringOutage(journey)));
    expect(answers.map(({ status }) => status)).toEqual([
      ...PLANTED.map(() => 200),
      200,
      401,
      401,
      401,
      503,
      503,
    ]);
    expect(leaksIn(JSON.stringify(answers).replace(/"eventId":"[^"]*"/g, ''))).toEqual([]);
  });

  it('the operator’s commands tell none of them', async () => {
    const { journey } = stack;
    const endpoints = journey.endpointsFile;
    const commands = [
      ['events', 'list', '--limit', '200'],
      ['stats'],
      ['secrets', 'status'],
      ['dlq', 'list'],
      ...SHOWN.map((name) => ['events', 'show', readEventId(name)]),
    ];
    for (const command of commands) {
      for (const form of [[], ['--json']]) {
        const { code, out, err } = await runCommand([...command, '--endpoints', endpoints, ...form]);
        expect([command, code, leaksInCommand(out + err)]).toEqual([command, 0, []]);
      }
    }
  });

  it('the log holds plenty, and of them nothing', () => {
    expect(stack.journey.scanner.linesRead).toBeGreaterThan(100);
    expect(stack.journey.scanner.leaks).toEqual([]);
  });
}

/** One of each outcome; a command is a process' worth of clients. */
const SHOWN = ['large', 'failed', 'no-json', 'refused', 'token', 'link'];

const readEventId = (name: string) => `evt_planted_${name}`;

/** A record shows checksums of ours, and the provider's words. */
function leaksInCommand(text: string): readonly string[] {
  return leaksIn(text.replaceAll(PROVIDER_WORDS, '')).filter((leak) => leak !== 'a signature');
}

/** A key and a token of one source; the provider refuses the token. */
async function putSecrets(journey: Journey): Promise<void> {
  await putSigningSecret(journey, 'limai-planted', '["canary_key_newest","canary_key_older"]');
  await putApiToken(journey, 'limai-planted', 'canary_api_token');
}

async function sendPlanted(journey: Journey, { source, kind, name, plan, change }: Planted): Promise<Answer> {
  const { provider, signingSecret } = journey.source(source);
  const documentId = `doc_planted_${name}`;
  if (plan) {
    journey.run.simulators[provider]?.plan(documentId, plan);
  }
  const text = journey.sample(provider, kind, { eventId: readEventId(name), documentId }).body.toString();
  const signingKey = source === 'limai-planted' ? 'canary_key_newest' : signingSecret;
  return journey.send(source, Buffer.from(change ? change(text, journey) : text), { signingKey });
}

/** AWS answers with words of its own, which may quote what it was sent. */
async function duringOutage(journey: Journey): Promise<readonly Answer[]> {
  const fault = {
    kind: 'error',
    status: 400,
    code: 'ValidationException',
    message: 'canary_aws_message',
  } as const;
  const answers: Answer[] = [];
  for (const [service, kind] of [
    ['dynamodb', 'success'],
    ['s3', 'large'],
  ] as const) {
    const restore = journey.disturbIngest((call) => call.service === service, fault);
    const { body } = journey.sample('limai', kind, {
      eventId: `evt_outage_${service}`,
      documentId: 'doc_outage',
    });
    answers.push(await journey.send('limai', body));
    restore();
  }
  return answers;
}

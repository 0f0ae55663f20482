import { type IncomingHttpHeaders, request, validateHeaderName, validateHeaderValue } from 'node:http';
import type { ProviderId } from '../../../lambda/providers/webhook-registry';
import { concurrently } from '../../../lambda/usecases/concurrently';
import { post } from '../../../local/simulators/deliver';
import type { HostileRequest } from '../../../proofs/fuzz/attacks/authentic';
import { hostileRequest } from '../../../proofs/fuzz/attacks/hostile-request';
import { createFuzzSource, type FuzzSource } from '../../../proofs/fuzz/fuzz-source';
import { eventually } from '../../support/eventually';
import type { Journey } from '../stack/journey';
import { freshIds, type RunningStack } from '../stack/running-stack';
import { CACHE_MS, mostReads } from './secret-reads';

const SAMPLE = 2_000;
const AT_ONCE = 16;
const SEED = 1;

/** Everything a signature can be refused for. */
const REASONS = ['future', 'malformed', 'mismatch', 'missing', 'stale'];

interface HttpAnswer {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

/**
 * The fuzzer's requests as far as HTTP can carry them, through front, function processes and gateway. Comes first, so that the
 * reasons logged are those of its own requests.
 */
export function describeHostileHttp(
  stack: RunningStack,
  sources: readonly string[],
  reasons: ReadonlySet<string>,
): void {
  describe('hostile requests', () => {
    const answers: HttpAnswer[] = [];
    let before: ReturnType<typeof dataCalls>;
    let reads: number;
    let most: number;
    beforeAll(async () => {
      const { journey } = stack;
      const targets = sources.map((id) => fuzzSource(journey, id));
      await assertAlive(journey, sources);
      before = dataCalls(journey);
      const readsBefore = journey.ingestCalls('secretsmanager');
      const started = Date.now();
      await concurrently(transportable(targets, SAMPLE), AT_ONCE, async (hostile) => {
        answers.push(await send(journey.run.endpoints.api, hostile));
      });
      reads = journey.ingestCalls('secretsmanager') - readsBefore;
      most = mostReads(Date.now() - started) * sources.length;
    });

    it(`of ${SAMPLE} over HTTP none is accepted, none breaks anything, nothing is written`, () => {
      expect(answers).toHaveLength(SAMPLE);
      expect(answers.filter(({ status }) => ![401, 404, 413].includes(status))).toEqual([]);
      expect(dataCalls(stack.journey)).toEqual(before);
      expect(reads).toBeLessThanOrEqual(most);
    });

    it('answers every wrong signature byte for byte the same, whatever is wrong', async () => {
      await eventually(async () => reasons.size >= REASONS.length || undefined);
      expect([...reasons].sort()).toEqual(REASONS);
      const seen = new Set(answers.filter(({ status }) => status === 401).map(toBytes));
      expect([...seen].map((text) => JSON.parse(text))).toEqual([
        [expect.objectContaining({ 'content-length': '29' }), '{"error":"invalid_signature"}'],
      ]);
    });
  });
}

/** All of it but the time of day. */
function toBytes({ headers: { date: _, ...headers }, body }: HttpAnswer): string {
  return JSON.stringify([headers, body]);
}
/** Without a signature. */
export function describeFlood(stack: RunningStack, source: string, refusals: ReadonlySet<string>): void {
  it('a flood of unsigned requests, longer than a key is cached, costs one invocation each and no call to AWS', async () => {
    const { journey } = stack;
    const { url, provider } = journey.source(source);
    const { body } = journey.sample(provider, 'unknown', freshIds());
    const unsigned = () => post(url, { 'content-type': 'application/json' }, body);
    await unsigned();
    const calls = journey.ingestCalls();
    const refused = refusals.size;
    // One after the other: they meet the one process that knows of the key since the first of them.
    const statuses: number[] = [];
    const started = Date.now();
    while (Date.now() - started <= CACHE_MS || statuses.length < 300) {
      statuses.push((await unsigned()).status);
    }
    expect(new Set(statuses)).toEqual(new Set([401]));
    expect(journey.ingestCalls()).toBe(calls);
    await eventually(async () => refusals.size >= refused + statuses.length || undefined);
    expect(refusals.size).toBe(refused + statuses.length);
  });
}

/** A source of the running stack, as the fuzzer sees it. */
export function fuzzSource(journey: Journey, id: string): FuzzSource {
  const { provider, options, signingSecret } = journey.source(id);
  return createFuzzSource({ id, provider: provider as ProviderId, options, keys: [signingSecret] });
}

/** What is authentic is accepted, or nothing refused would prove anything. */
async function assertAlive(journey: Journey, sources: readonly string[]): Promise<void> {
  for (const id of sources) {
    const { body } = journey.sample(journey.source(id).provider, 'unknown', freshIds());
    expect(await journey.send(id, body)).toMatchObject({ status: 200 });
  }
}

/** Calls of the ingest function to everything that holds data. */
export function dataCalls(journey: Journey) {
  return {
    dynamodb: journey.ingestCalls('dynamodb'),
    s3: journey.ingestCalls('s3'),
    sqs: journey.ingestCalls('sqs'),
  };
}

/** The first requests of the fuzzer that HTTP can carry. */
export function transportable(targets: readonly FuzzSource[], count: number): readonly HostileRequest[] {
  const found: HostileRequest[] = [];
  for (let index = 0; found.length < count; index += 1) {
    const hostile = hostileRequest(targets, { seed: SEED, index, now: Date.now() });
    if (isTransportable(hostile)) {
      found.push(hostile);
    }
  }
  return found;
}

/** HTTP trims the white space around a value, which would make some of them authentic, and does not carry every character. */
function isTransportable({ path, headers, reshape }: HostileRequest): boolean {
  if (reshape || !/^\/[\x21-\x7e]*$/.test(path)) {
    return false;
  }
  return headers.every(([name, value]) => {
    try {
      validateHeaderName(name);
      validateHeaderValue(name, value);
      return value === value.trim();
    } catch {
      return false;
    }
  });
}

/** Sends it as it is, headers in their order and case. */
export function send(api: string, { path, headers, body }: HostileRequest): Promise<HttpAnswer> {
  const { hostname, port } = new URL(api);
  return new Promise((resolve, reject) => {
    const lines = [...headers, ['host', hostname], ['content-length', String(body.length)]];
    const outgoing = request({ hostname, port, method: 'POST', path, headers: lines.flat() }, (response) => {
      const chunks: Buffer[] = [];
      response.on('data', (chunk: Buffer) => chunks.push(chunk));
      response.on('end', () => {
        const { statusCode = 0, headers: answered } = response;
        resolve({ status: statusCode, headers: answered, body: Buffer.concat(chunks).toString() });
      });
    });
    outgoing.on('error', reject);
    outgoing.end(body);
  });
}

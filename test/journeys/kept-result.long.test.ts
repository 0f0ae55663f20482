import { randomUUID } from 'node:crypto';
import { HeadObjectCommand } from '@aws-sdk/client-s3';
import { connectLocal } from '../../cli/connection/connect';
import { createInbox, type Inbox } from '../../cli/connection/inbox';
import { isFinal } from '../../lambda/domain/lifecycle/lifecycle';
import { type EventRecord, toIso } from '../../lambda/domain/record/event-record';
import { eventKey, sha256Hex } from '../../lambda/domain/record/keys';
import type { DocumentPlan } from '../../local/simulators/behaviour';
import { createExtractRun } from '../../local/simulators/extend/extract-run';
import { createFileData } from '../../local/simulators/limai/file-data';
import { runCommand } from '../cli/run-command';
import { eventually } from '../support/eventually';
import { Journey } from './stack/journey';

const DAY_MS = 86_400_000;
/** More than a function has; which one a kill meets is chance. */
const PROCESSES = 30;
/** More than one replay can ask for. */
const ALWAYS = 200;
const CONFIG = `${__dirname}/configs/kept-result.config.ts`;

let journey: Journey;
let inbox: Inbox;

beforeAll(async () => {
  journey = await Journey.start({ config: CONFIG });
  inbox = createInbox(connectLocal(journey.endpointsFile));
});

afterAll(async () => {
  inbox?.close();
  await journey?.stop();
});

type Provider = 'limai' | 'extend';

interface Stored {
  readonly provider: Provider;
  readonly eventId: string;
  readonly documentId: string;
  readonly record: EventRecord;
}

const KINDS = { limai: 'success', extend: 'signed-url-gone' } as const;

function freshIds() {
  const id = randomUUID();
  return { eventId: `evt_${id}`, documentId: `doc_${id}` };
}

/** An event whose result was fetched from the API and is stored. */
async function givenStored(provider: Provider): Promise<Stored> {
  const ids = freshIds();
  await journey.send(provider, journey.sample(provider, KINDS[provider], ids).body);
  const record = await journey.final(provider, ids.eventId);
  expect(record).toMatchObject({ status: 'STORED', generation: 1 });
  return { provider, ...ids, record };
}

async function replay({ provider, eventId }: Stored): Promise<void> {
  const args = ['replay', eventId, '--source', provider, '--reason', 'a test', '--yes'];
  const { code, err } = await runCommand([...args, '--endpoints', journey.endpointsFile]);
  expect([code, err]).toEqual([0, expect.anything()]);
}

/** Ends the retry window of an event that is open: nobody waits a day for it. */
async function age(pk: string, more: Partial<EventRecord> = {}): Promise<void> {
  const openedAt = Date.now() - 20 * DAY_MS;
  await inbox.store.update({ pk, writeId: randomUUID(), expect: [], set: { openedAt, ...more }, remove: [] });
}

/** The event after its replay has come to an end, whatever it brought. */
async function afterReplay({ record: { pk } }: Stored): Promise<EventRecord> {
  return eventually(async () => {
    const record = await inbox.store.get(pk);
    if (record && isFinal(record.status)) {
      return record;
    }
    if (record?.lastError && record.openedAt && record.openedAt > Date.now() - DAY_MS) {
      await age(pk);
    }
    return undefined;
  }, 40_000);
}

async function readObject({ resultKey = '' }: EventRecord) {
  const { s3 } = inbox.connection.clients;
  const head = await s3.send(new HeadObjectCommand({ Bucket: inbox.connection.bucket, Key: resultKey }));
  return { eTag: head.ETag, sha256: sha256Hex((await inbox.results.read(resultKey)) ?? Buffer.of()) };
}

/** The very object, and the record still vouches for it. */
async function expectKept(before: Stored, after: EventRecord): Promise<void> {
  const { fetchedAt, resultKey, resultETag, resultSha256, resultBytes } = before.record;
  expect(after).toMatchObject({
    status: 'STORED',
    fetchedAt,
    resultKey,
    resultETag,
    resultSha256,
    resultBytes,
  });
  expect(await readObject(after)).toEqual({ eTag: resultETag, sha256: resultSha256 });
}

const failing = (status: number): DocumentPlan => ({ failures: Array(ALWAYS).fill({ status }) });

const LIMAI: readonly (readonly [string, (id: string) => DocumentPlan, string])[] = [
  ['FAILED', () => ({ status: 'FAILED', errorMessage: 'invalid' }), 'extraction_failed'],
  ['404', () => failing(404), 'not_found'],
  ['410', () => failing(410), 'permanent'],
  ['500', () => failing(500), 'retry_window_over'],
  ['another document', () => ({ body: createFileData('another file') }), 'identity_mismatch'],
  [
    'empty',
    (id) => ({ body: JSON.stringify({ status: 'COMPLETED', fileId: id, data: null }) }),
    'empty_result',
  ],
  ['cut off', () => ({ body: '{"status":"COMPLETED","data":{"tab' }), 'retry_window_over'],
];

const EXTEND: typeof LIMAI = [
  ['FAILED', () => ({ status: 'FAILED' }), 'extraction_failed'],
  ['404', () => failing(404), 'not_found'],
  ['410', () => failing(410), 'permanent'],
  ['500', () => failing(500), 'retry_window_over'],
  ['purged', (id) => ({ body: runWith(id, { output: null }) }), 'no_longer_available'],
  ['another document', () => ({ body: createExtractRun('exr_another') }), 'identity_mismatch'],
  ['empty', (id) => ({ body: runWith(id, { output: undefined }) }), 'empty_result'],
  ['cut off', () => ({ body: '{"object":"extract_run","status":"PROC' }), 'retry_window_over'],
];

function runWith(id: string, change: object): string {
  return JSON.stringify({ ...(JSON.parse(createExtractRun(id)) as object), ...change });
}

const CASES = [
  ...LIMAI.map(([name, plan, kind]) => ({ provider: 'limai' as const, name, plan, kind })),
  ...EXTEND.map(([name, plan, kind]) => ({ provider: 'extend' as const, name, plan, kind })),
];

interface Replayed {
  readonly stored: Stored;
  readonly after: EventRecord;
}

async function replayedInVain({ provider, plan }: (typeof CASES)[number]): Promise<Replayed> {
  const stored = await givenStored(provider);
  await journey.run.simulators[provider]?.plan(stored.documentId, plan(stored.documentId));
  await replay(stored);
  const waiting = await inbox.store.get(stored.record.pk);
  expect(waiting?.resultSha256).toBe(stored.record.resultSha256);
  return { stored, after: await afterReplay(stored) };
}

describe('a stored result through a replay that brings nothing', () => {
  const replays = new Map<(typeof CASES)[number], Replayed>();

  // At once: each waits for the retries of its kind.
  beforeAll(async () => {
    await Promise.all(CASES.map(async (one) => replays.set(one, await replayedInVain(one))));
  });

  it.each(CASES)('of $provider is kept when the answer is: $name', async (one) => {
    const { stored, after } = replays.get(one) as Replayed;
    await expectKept(stored, after);
    expect(after).toMatchObject({ generation: 2, lastError: { kind: one.kind } });
    expect(after.lastError?.message).toMatch(/^A replay brought nothing/);
    expect(after).not.toHaveProperty('replayedFrom');
  });

  it('is replaced when a replay brings data', async () => {
    const stored = await givenStored('limai');
    const changed = createFileData(stored.documentId).replace('Invoices', 'Bills');
    await journey.run.simulators.limai?.plan(stored.documentId, { body: changed });
    await replay(stored);
    const after = await afterReplay(stored);
    expect(after).toMatchObject({ status: 'STORED', generation: 2, resultKey: stored.record.resultKey });
    expect(after).not.toHaveProperty('lastError');
    expect(await readObject(after)).toEqual({ eTag: after.resultETag, sha256: after.resultSha256 });
    expect(after.resultETag).not.toBe(stored.record.resultETag);
  });
});

describe('a replay whose processor is killed after the put', () => {
  it('vouches for the object that is there, although the provider answers 404 from then on', async () => {
    const stored = await givenStored('limai');
    const { pk } = stored.record;
    const changed = createFileData(stored.documentId).replace('Invoices', 'Bills');
    await journey.run.simulators.limai?.plan(stored.documentId, { body: changed });
    const killed = killAtPut(stored.record.resultKey ?? '');
    await replay(stored);
    await killed;
    await eventually(async () =>
      (await readObject(stored.record)).eTag !== stored.record.resultETag ? true : undefined,
    );
    await journey.run.simulators.limai?.plan(stored.documentId, failing(404));
    // Its lease and its window are over, as they would be some time later.
    const past = Date.now() - 1_000;
    await age(pk, { leaseUntil: past, dueAt: past });
    await Promise.all(
      journey.run.deployment.schedules.map(({ functionLogicalId }) =>
        journey.run.invoke(functionLogicalId, {}),
      ),
    );
    const after = await afterReplay(stored);
    expect(after).toMatchObject({ status: 'STORED', generation: 2 });
    expect(await readObject(after)).toEqual({ eTag: after.resultETag, sha256: after.resultSha256 });
    const bytes = await inbox.results.read(after.resultKey ?? '');
    expect(Buffer.from(bytes ?? []).toString()).toContain('Bills');
  });
});

/** Resolves once the processor's processes are killed, as their put reaches S3, which carries it out. */
function killAtPut(key: string): Promise<void> {
  const ids = journey.run.deployment.eventSources.map(({ functionLogicalId }) => functionLogicalId);
  return new Promise((resolve) => {
    const remove = journey.run.gateway?.addRule({
      matches: ({ action, resource }) => {
        if (action === 'PutObject' && resource.endsWith(key)) {
          for (const id of ids) {
            for (let kills = 0; kills < PROCESSES; kills += 1) {
              journey.run.kill(id);
            }
          }
          queueMicrotask(() => remove?.());
          resolve();
        }
        return false;
      },
      fault: { kind: 'delay', milliseconds: 0 },
    });
  });
}

describe('a stored result and what comes later', () => {
  it('stays through a late event of the same document that tells of something older', async () => {
    const stored = await givenStored('limai');
    const { eventId } = freshIds();
    const body = journey.sample('limai', 'success', { eventId, documentId: stored.documentId }).body;
    await journey.send('limai', body);
    await journey.final('limai', eventId);
    await expectKept(stored, (await inbox.store.get(stored.record.pk)) ?? stored.record);
  });

  it.each(['limai', 'extend'] as const)(
    'stays when reconciliation meets its document (%s)',
    async (provider) => {
      const stored = await givenStored(provider);
      const anHourAgo = toIso(Date.now() - 3_600_000);
      const listed = { id: stored.documentId, createdAt: anHourAgo, updatedAt: anHourAgo };
      await journey.run.simulators[provider]?.finish([listed]);
      const args = ['reconcile', provider, '--since', '1d', '--endpoints', journey.endpointsFile];
      expect((await runCommand(args)).code).toBe(0);
      await expectKept(stored, (await inbox.store.get(stored.record.pk)) ?? stored.record);
      const { records } = await inbox.queries.byDocument(stored.record.documentKey ?? '', 10);
      expect(records.map(({ eventId }) => eventId)).toEqual([stored.eventId]);
    },
  );

  it('stays when another document comes under its event id, which is stored too', async () => {
    const stored = await givenStored('limai');
    const { documentId } = freshIds();
    const answer = await journey.send(
      'limai',
      journey.sample('limai', 'success', { eventId: stored.eventId, documentId }).body,
    );
    expect(answer).toEqual({ status: 200, body: { status: 'accepted', eventId: stored.eventId } });
    const other = await eventually(async () => {
      const { records } = await inbox.queries.byDocument(`limai#${documentId}`, 1);
      return records.find(({ status }) => isFinal(status));
    });
    expect(other).toMatchObject({
      status: 'STORED',
      sameIdAs: eventKey('limai', stored.eventId),
      documentId,
    });
    expect(other.resultKey).not.toBe(stored.record.resultKey);
    await expectKept(stored, (await inbox.store.get(stored.record.pk)) ?? stored.record);
  });
});

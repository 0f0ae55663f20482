import { respond } from '../../explorer/simulated/provider-stand-in';
import type { World } from '../../explorer/simulated/world';
import { SOURCE_ID } from '../../explorer/simulated/world';
import { toIso } from '../../lambda/domain/event-record';
import { eventKey } from '../../lambda/domain/keys';
import type { Provider } from '../../lambda/domain/provider';
import { reconciledEventId } from '../../lambda/domain/reconcile';
import type { ListedDocument } from '../../lambda/domain/reconciliation';
import { reconcile } from '../../lambda/usecases/reconcile';
import type { ReconcileOptions } from '../../lambda/usecases/reconcile-deps';
import type { Source } from '../../lambda/usecases/source';
import {
  DAY,
  finished,
  givenList,
  givenPage,
  HOUR,
  pagesAsked,
  received,
  reconciledWorld,
  run,
} from '../support/reconcile-scene';
import { counts, processVisible, recordOf, setRecord, timesAsked } from '../support/scene';

function pkOf(document: ListedDocument): string {
  return eventKey(SOURCE_ID, reconciledEventId(document));
}

function captured(world: World): string[] {
  const records = [...world.store.records.values()];
  return records.filter(({ origin }) => origin === 'reconciled').map(({ documentId = '' }) => documentId);
}

function runChanged(world: World, change: Partial<Source>, options: Partial<ReconcileOptions> = {}) {
  const bounds = { deadline: Number.POSITIVE_INFINITY, ...options };
  return reconcile({ ...world.source, ...change }, bounds, world.reconcileDeps());
}

describe('reconciling a source', () => {
  it('captures a document whose webhook never came, and its result is fetched like any other', async () => {
    const world = await reconciledWorld();
    const lost = finished(world, 'lost');
    givenList(world, [lost]);
    const report = await run(world);
    expect(report).toMatchObject({ outcome: 'complete', totals: { looked: 1, missing: 1, matched: 0 } });
    expect(recordOf(world, pkOf(lost))).toMatchObject({
      status: 'RECEIVED',
      origin: 'reconciled',
      eventId: `recon:lost:${lost.updatedAt}`,
      documentId: 'lost',
      occurredAt: lost.updatedAt,
    });
    await processVisible(world);
    expect(recordOf(world, pkOf(lost)).status).toBe('STORED');
    expect(timesAsked(world, '/documents/lost')).toBe(1);
    expect(counts(world).ReconciliationGap).toBe(1);
  });

  it('asks the API even where the event could carry its data, since a list holds none', async () => {
    const world = await reconciledWorld();
    const lost = finished(world, 'lost');
    const list = world.source.provider.reconciliation;
    jest
      .spyOn(list as NonNullable<typeof list>, 'body')
      .mockImplementationOnce((id) =>
        Buffer.from(
          JSON.stringify({ id, type: 'done', document: 'lost', url: 'https://provider.test/signed/x' }),
        ),
      );
    givenList(world, [lost]);
    await run(world);
    await processVisible(world);
    expect(timesAsked(world, '/documents/lost')).toBe(1);
    expect(timesAsked(world, '/signed/x')).toBe(0);
  });

  it('leaves alone what is known, whatever became of it', async () => {
    const world = await reconciledWorld();
    const documents = ['open', 'stored', 'failed-by-us'].map((id) => finished(world, id));
    for (const { documentId } of documents) {
      await received(world, documentId);
    }
    setRecord(world, { status: 'RECEIVED' }, eventKey(SOURCE_ID, 'evt-open'));
    setRecord(world, { status: 'FAILED' }, eventKey(SOURCE_ID, 'evt-failed-by-us'));
    givenList(world, documents);
    expect((await run(world)).totals).toMatchObject({ looked: 3, matched: 3, missing: 0 });
    expect(captured(world)).toEqual([]);
  });

  it('captures nothing twice', async () => {
    const world = await reconciledWorld();
    givenList(world, [finished(world, 'lost')]);
    await run(world);
    world.clock.advance(1);
    const again = await run(world);
    expect(again.totals).toMatchObject({ matched: 1, missing: 0 });
    expect(captured(world)).toEqual(['lost']);
  });

  it('records a failed extraction with its reason, and asks nobody', async () => {
    const world = await reconciledWorld();
    const lost = finished(world, 'lost', HOUR, { state: 'failed' });
    givenList(world, [lost]);
    await run(world);
    await processVisible(world);
    expect(recordOf(world, pkOf(lost))).toMatchObject({ status: 'EXTRACTION_FAILED' });
    expect(timesAsked(world, '/documents/lost')).toBe(0);
  });

  it('misses the news of an extraction that failed first and was done again', async () => {
    const world = await reconciledWorld();
    const document = finished(world, 'again');
    await received(world, 'again', 'failed', toIso(Date.parse(document.updatedAt) - 1));
    givenList(world, [document]);
    expect((await run(world)).totals.missing).toBe(1);
  });

  it('takes a failure that is as young as the list for the answer', async () => {
    const world = await reconciledWorld();
    const document = finished(world, 'again');
    await received(world, 'again', 'failed', document.updatedAt);
    givenList(world, [document]);
    expect((await run(world)).totals).toMatchObject({ matched: 1, missing: 0 });
  });

  it('takes an event that was too old for known, and one of another kind not', async () => {
    const world = await reconciledWorld();
    const documents = ['too-old', 'note'].map((id) => finished(world, id));
    for (const { documentId } of documents) {
      await received(world, documentId);
    }
    const tooOld = { kind: 'too_old', message: '' } as const;
    setRecord(world, { status: 'ARCHIVED', lastError: tooOld }, eventKey(SOURCE_ID, 'evt-too-old'));
    setRecord(world, { status: 'ARCHIVED' }, eventKey(SOURCE_ID, 'evt-note'));
    givenList(world, documents);
    await run(world);
    expect(captured(world)).toEqual(['note']);
  });

  it('asks only for records of its own source', async () => {
    const world = await reconciledWorld();
    const document = finished(world, 'elsewhere');
    await received(world, 'elsewhere');
    setRecord(world, { source: 'another' }, eventKey(SOURCE_ID, 'evt-elsewhere'));
    givenList(world, [document]);
    expect((await run(world)).totals.missing).toBe(1);
  });

  it('captures late documents whatever age the source allows its webhooks', async () => {
    const world = await reconciledWorld({ maxEventAgeSeconds: 60 });
    const lost = finished(world, 'lost', 2 * HOUR);
    givenList(world, [lost]);
    await run(world);
    expect(recordOf(world, pkOf(lost)).status).toBe('RECEIVED');
  });

  it('counts what cannot be captured, and says why', async () => {
    const world = await reconciledWorld();
    givenPage(world, 0, { documents: [], unusable: ['id of a row of the list: expected a text.'] });
    expect((await run(world)).totals).toMatchObject({ looked: 1, unrecoverable: 1 });
    expect(counts(world).ReconciliationUnrecoverable).toBe(1);
    expect(world.telemetry.lines.at(-1)?.fields.reason).toBe('id of a row of the list: expected a text.');
  });

  it('gives an id too long for a key one that fits', async () => {
    const world = await reconciledWorld();
    const lost = finished(world, 'x'.repeat(3_000));
    givenList(world, [lost]);
    await run(world);
    const [record] = [...world.store.records.values()];
    expect(record?.eventId).toMatch(/^recon:~[0-9a-f]{64}:/);
    expect(record?.documentId).toBe(lost.documentId);
    world.clock.advance(1);
    expect((await run(world)).totals).toMatchObject({ matched: 1, missing: 0 });
  });

  it('keeps the body of a captured event in its record, for it may write nothing else', async () => {
    const world = await reconciledWorld();
    givenList(world, [finished(world, 'x'.repeat(1_000))]);
    await run(world);
    expect([...world.store.records.values()][0]?.rawBody).toContain('"type":"done"');
  });
});

describe('the window of a pass', () => {
  it('begins with the first run, which asks nothing: older history is not its business', async () => {
    const world = await reconciledWorld();
    expect(pagesAsked(world)).toBe(0);
    givenList(world, [finished(world, 'older', 11 * DAY), finished(world, 'newer', 9 * DAY)]);
    await run(world);
    expect(captured(world)).toEqual(['newer']);
  });

  it('begins where the configuration says, within the horizon', async () => {
    const reconcile = { from: '2000-01-01T00:00:00.000Z', horizonDays: 20, settleMinutes: 15 };
    const world = await reconciledWorld({ reconcile, policy: { recordRetentionDays: 100 } });
    world.clock.advance(20 * DAY);
    givenList(world, [finished(world, 'beyond', 21 * DAY), finished(world, 'within', 19 * DAY)]);
    await run(world);
    expect(captured(world)).toEqual(['within']);
  });

  it('leaves young documents to their webhooks', async () => {
    const world = await reconciledWorld();
    givenList(world, [finished(world, 'young', 14 * 60_000), finished(world, 'ripe', 16 * 60_000)]);
    await run(world);
    expect(captured(world)).toEqual(['ripe']);
    world.clock.advance(5 * 60_000);
    await run(world);
    expect(captured(world).sort()).toEqual(['ripe', 'young']);
  });

  it('reaches a day behind the start of the pass before', async () => {
    const world = await reconciledWorld();
    givenList(world, []);
    await run(world);
    givenList(world, [finished(world, 'shifted', 23 * HOUR), finished(world, 'looked-at', 25 * HOUR)]);
    await run(world);
    expect(captured(world)).toEqual(['shifted']);
  });

  it('never takes a record that expired for one that never was', async () => {
    const reconcile = { from: '2000-01-01T00:00:00.000Z', horizonDays: 20, settleMinutes: 15 };
    const world = await reconciledWorld({ reconcile });
    const [gone, standing] = ['gone', 'standing'].map((id) => finished(world, id, 19 * DAY));
    await received(world, 'gone');
    await received(world, 'standing');
    // Created long ago, edited since: a record of its extraction would have expired.
    world.clock.advance(31 * DAY);
    const edited = { updatedAt: toIso(world.clock.now() - DAY) };
    world.store.records.delete(eventKey(SOURCE_ID, 'evt-gone'));
    givenList(
      world,
      [gone, standing].flatMap((document) => (document ? [{ ...document, ...edited }] : [])),
    );
    expect((await run(world)).totals).toMatchObject({ looked: 0, missing: 0 });
    expect(captured(world)).toEqual([]);
  });

  it('knows an expired record that still stands', async () => {
    const world = await reconciledWorld();
    const document = finished(world, 'standing');
    await received(world, 'standing');
    setRecord(world, { expiresAt: 1 }, eventKey(SOURCE_ID, 'evt-standing'));
    givenList(world, [document]);
    expect((await run(world)).totals).toMatchObject({ matched: 1, missing: 0 });
  });
});

describe('a pass in several runs', () => {
  it('counts a document once that two pages hold', async () => {
    const world = await reconciledWorld();
    const [one, two, three] = ['one', 'two', 'three'].map((id) => finished(world, id)) as [
      ListedDocument,
      ListedDocument,
      ListedDocument,
    ];
    givenList(world, [one, two], [two, three]);
    expect((await run(world)).totals).toEqual({
      pages: 2,
      looked: 3,
      matched: 0,
      missing: 3,
      unrecoverable: 0,
    });
  });

  it('stops at its bounds, and the next run goes on', async () => {
    const world = await reconciledWorld();
    givenList(world, ...['a', 'b', 'c'].map((id) => [finished(world, id)]));
    expect(await run(world, { maxPages: 1 })).toMatchObject({ outcome: 'paused', totals: { missing: 1 } });
    expect(await run(world, { maxCaptures: 1 })).toMatchObject({ outcome: 'paused', totals: { missing: 2 } });
    expect(await run(world, { deadline: world.clock.now() })).toMatchObject({
      outcome: 'paused',
      totals: { missing: 2 },
    });
    expect(await run(world)).toMatchObject({
      outcome: 'complete',
      totals: { pages: 3, looked: 3, missing: 3 },
    });
    expect(pagesAsked(world)).toBe(3);
  });

  it('comes to the same totals when it is killed in the middle of a page', async () => {
    const world = await reconciledWorld();
    const ids = Array.from({ length: 30 }, (_, at) => `doc-${at}`);
    const documents = ids.map((id) => finished(world, id));
    await received(world, 'doc-3');
    givenList(world, documents.slice(0, 10), documents.slice(8, 20), documents.slice(18));
    const deps = world.reconcileDeps();
    let creates = 0;
    const create: typeof world.store.create = async (record) => {
      creates += 1;
      if (creates > 14) {
        throw new Error('killed');
      }
      return world.store.create(record);
    };
    await expect(run(world, {}, { ...deps, store: { create } })).rejects.toThrow('killed');
    expect(captured(world)).toHaveLength(14);
    world.clock.advance(HOUR);
    const report = await run(world);
    expect(report).toMatchObject({
      outcome: 'complete',
      totals: { pages: 3, looked: 30, matched: 1, missing: 29, unrecoverable: 0 },
    });
    expect(captured(world)).toHaveLength(29);
    expect(counts(world).ReconciliationGap).toBe(29);
  });

  it('lets one of two runs at once stop, and captures nothing twice', async () => {
    const world = await reconciledWorld();
    givenList(
      world,
      ['a', 'b'].map((id) => finished(world, id)),
      [finished(world, 'c')],
    );
    const reports = await Promise.all([run(world), run(world)]);
    expect(reports.map(({ outcome }) => outcome).sort()).toEqual(['busy', 'complete']);
    expect(captured(world).sort()).toEqual(['a', 'b', 'c']);
    expect(reports.find(({ outcome }) => outcome === 'complete')?.totals.missing).toBe(3);
    expect(reports.find(({ outcome }) => outcome === 'busy')?.because).toContain('Another run');
  });

  it('begins anew when the provider does not know its place any more', async () => {
    const world = await reconciledWorld();
    givenPage(world, 0, { documents: [finished(world, 'a')], unusable: [], next: 'lost' });
    world.api.behaviours.set('/finished/lost', () => respond(400, {}));
    await run(world, { maxPages: 1 });
    givenList(world, [finished(world, 'a')], [finished(world, 'b')]);
    expect(await run(world)).toMatchObject({ outcome: 'complete', totals: { pages: 2, looked: 2 } });
  });

  it('is an error at every run when the provider refuses the place it gave a moment ago', async () => {
    const world = await reconciledWorld();
    givenList(world, [finished(world, 'a')], []);
    world.api.behaviours.set('/finished/1', () => respond(400, {}));
    for (let runs = 0; runs < 3; runs += 1) {
      await expect(run(world)).rejects.toMatchObject({ name: 'ProviderError', kind: 'permanent' });
    }
  });
});

describe('a provider that does not answer', () => {
  it('is not asked again before it allows it', async () => {
    const world = await reconciledWorld();
    world.api.behaviours.set('/finished/0', () => respond(429, {}, { 'retry-after': '600' }));
    const notBefore = toIso(world.clock.now() + 600_000);
    expect(await run(world)).toMatchObject({ outcome: 'paused', notBefore });
    givenList(world, [finished(world, 'lost')]);
    world.clock.advance(599_000);
    expect(await run(world)).toMatchObject({ outcome: 'paused', notBefore });
    expect(pagesAsked(world)).toBe(1);
    world.clock.advance(1_000);
    expect(await run(world)).toMatchObject({ outcome: 'complete', totals: { missing: 1 } });
    expect(counts(world).Throttled).toBe(1);
  });

  it('is asked at the pace it is given', async () => {
    const world = await reconciledWorld({ requestsPerSecond: 0.5 });
    givenList(world, ...['a', 'b', 'c'].map((id) => [finished(world, id)]));
    const began = world.clock.now();
    await run(world);
    expect(world.clock.now() - began).toBe(4_000);
  });

  it('is told apart from one that refuses our token', async () => {
    const world = await reconciledWorld();
    givenList(world, [finished(world, 'lost')]);
    world.api.token = 'another';
    expect(await run(world)).toMatchObject({ outcome: 'paused' });
    expect(counts(world).CredentialsRejected).toBe(1);
    world.secrets.tokens.set(SOURCE_ID, 'another');
    expect(await run(world)).toMatchObject({ outcome: 'complete', totals: { missing: 1 } });
  });

  it('is an error when it gives not one page, and a pause when it gave some', async () => {
    const world = await reconciledWorld();
    givenList(world, [finished(world, 'a')], [finished(world, 'b')]);
    world.api.behaviours.set('/finished/1', () => respond(503, {}));
    expect(await run(world)).toMatchObject({ outcome: 'paused', totals: { missing: 1 } });
    await expect(run(world)).rejects.toMatchObject({ name: 'ProviderError', kind: 'transient' });
  });

  it('is not asked with a placeholder for a token', async () => {
    const world = await reconciledWorld();
    world.secrets.tokens.delete(SOURCE_ID);
    const deps = { ...world.reconcileDeps(), tokens: { apiToken: async () => ({ set: false }) as const } };
    const report = await run(world, {}, deps);
    expect(report).toMatchObject({ outcome: 'off', because: expect.stringContaining('placeholder') });
    expect(pagesAsked(world)).toBe(0);
    expect(counts(world)).toEqual({});
  });
});

describe('a source that is not reconciled', () => {
  it('is off, and says what it lacks', async () => {
    const world = await reconciledWorld();
    const { reconciliation, ...provider } = world.source.provider;
    const lacking = {
      ...provider,
      reconciliation: { ...reconciliation, lacking: () => 'An id is missing.' },
    };
    const cases: [Partial<Source>, string][] = [
      [{ provider }, 'Neutral cannot be asked what it finished.'],
      [{ provider: lacking as Provider }, 'An id is missing.'],
      [{ reconcile: undefined }, 'It is switched off in the configuration.'],
    ];
    for (const [change, because] of cases) {
      expect(await runChanged(world, change)).toMatchObject({ outcome: 'off', because });
    }
  });
});

describe('a dry run', () => {
  it('says what it would capture, and changes nothing', async () => {
    const world = await reconciledWorld();
    givenList(world, [finished(world, 'a')], [finished(world, 'b')]);
    const before = new Map(world.states.states);
    expect(await run(world, { dryRun: true })).toMatchObject({ outcome: 'complete', totals: { missing: 2 } });
    expect(captured(world)).toEqual([]);
    expect(world.states.states).toEqual(before);
    expect(counts(world)).toEqual({});
  });
});

describe('a backfill', () => {
  const SINCE = { since: 0 };

  it('reaches behind the first run, and finds results whose records are gone', async () => {
    const world = await reconciledWorld();
    givenList(
      world,
      ['in-s3', 'lost'].map((id) => finished(world, id, 300 * DAY)),
    );
    const stored = { segmentsOf: async () => new Set(['in-s3']) };
    const report = await run(world, SINCE, { ...world.reconcileDeps(), stored });
    expect(report).toMatchObject({ outcome: 'complete', totals: { looked: 2, matched: 1, missing: 1 } });
    expect(captured(world)).toEqual(['lost']);
  });

  it('says nothing of old failures, which leave no result behind', async () => {
    const world = await reconciledWorld();
    givenList(world, [finished(world, 'old', 300 * DAY, { state: 'failed' })]);
    const stored = { segmentsOf: async () => new Set<string>() };
    const report = await run(world, SINCE, { ...world.reconcileDeps(), stored });
    expect(report.totals).toMatchObject({ looked: 0, missing: 0 });
  });

  it('leaves what may have expired alone when nobody can look at the results', async () => {
    const world = await reconciledWorld();
    givenList(world, [finished(world, 'old', 300 * DAY)]);
    expect((await run(world, SINCE)).totals).toMatchObject({ looked: 0, missing: 0 });
  });

  it('keeps a place of its own, resumes it, and tells of its progress', async () => {
    const world = await reconciledWorld();
    givenList(world, ...['a', 'b'].map((id) => [finished(world, id, 15 * DAY)]));
    const seen: number[] = [];
    const onProgress = ({ looked }: { looked: number }) => void seen.push(looked);
    expect(await run(world, { ...SINCE, maxPages: 1, onProgress })).toMatchObject({ outcome: 'paused' });
    expect([...world.states.states.keys()]).toEqual([`~reconcile#${SOURCE_ID}`, `~backfill#${SOURCE_ID}`]);
    expect(await run(world, { ...SINCE, onProgress })).toMatchObject({
      outcome: 'complete',
      totals: { missing: 2 },
    });
    expect(seen).toEqual([1, 2]);
  });

  it('is gone on with by one that reaches no further back, and begun anew by one that does', async () => {
    const world = await reconciledWorld();
    givenList(world, ...['a', 'b', 'c'].map((id) => [finished(world, id, 15 * DAY)]));
    const since = world.clock.now() - 20 * DAY;
    await run(world, { since, maxPages: 1 });
    expect((await run(world, { since: since + 60_000, maxPages: 1 })).totals.pages).toBe(2);
    expect((await run(world, { since: since - 1, maxPages: 1 })).totals.pages).toBe(1);
    world.clock.advance(8 * DAY);
    expect((await run(world, { since, maxPages: 1 })).totals.pages).toBe(1);
  });

  it('may be asked of a source whose schedule is switched off', async () => {
    const world = await reconciledWorld();
    givenList(world, [finished(world, 'lost', 15 * DAY)]);
    expect((await runChanged(world, { reconcile: undefined }, SINCE)).totals.missing).toBe(1);
  });
});

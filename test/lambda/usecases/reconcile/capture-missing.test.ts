import type { ListedDocument } from '../../../../lambda/domain/provider/provider';
import { reconciledEventId } from '../../../../lambda/domain/reconcile/reconcile-scan';
import { toIso } from '../../../../lambda/domain/record/event-record';
import { eventKey } from '../../../../lambda/domain/record/keys';
import { SOURCE_ID } from '../../../simulated/world';
import {
  captured,
  finished,
  givenList,
  givenPage,
  HOUR,
  received,
  reconciledWorld,
  run,
} from '../../../support/scenes/reconcile-scene';
import { counts, processVisible, recordOf, setRecord, timesAsked } from '../../../support/scenes/scene';

function toPk(document: ListedDocument): string {
  return eventKey(SOURCE_ID, reconciledEventId(document));
}

describe('reconciling a source', () => {
  it('captures a document whose webhook never came, and its result is fetched like any other', async () => {
    const world = await reconciledWorld();
    const lost = finished(world, 'lost');
    givenList(world, [lost]);
    const report = await run(world);
    expect(report).toMatchObject({ outcome: 'complete', totals: { listed: 1, missing: 1, matched: 0 } });
    expect(recordOf(world, toPk(lost))).toMatchObject({
      status: 'RECEIVED',
      origin: 'reconciled',
      eventId: `recon:lost:${lost.updatedAt}`,
      documentId: 'lost',
      occurredAt: lost.updatedAt,
    });
    await processVisible(world);
    expect(recordOf(world, toPk(lost)).status).toBe('STORED');
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
    expect((await run(world)).totals).toMatchObject({ listed: 3, matched: 3, missing: 0 });
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

  it('records a failed extraction with its reason, without a request to the provider', async () => {
    const world = await reconciledWorld();
    const lost = finished(world, 'lost', HOUR, { state: 'failed' });
    givenList(world, [lost]);
    await run(world);
    await processVisible(world);
    expect(recordOf(world, toPk(lost))).toMatchObject({ status: 'EXTRACTION_FAILED' });
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
    expect(recordOf(world, toPk(lost)).status).toBe('RECEIVED');
  });

  it('counts what cannot be captured, and says why', async () => {
    const world = await reconciledWorld();
    givenPage(world, 0, { documents: [], unusable: ['id of a row of the list: expected a text.'] });
    expect((await run(world)).totals).toMatchObject({ listed: 1, unrecoverable: 1 });
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

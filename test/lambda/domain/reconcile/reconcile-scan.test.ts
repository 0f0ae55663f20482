import type { ListedDocument } from '../../../../lambda/domain/provider/provider';
import {
  accountsFor,
  digestPage,
  findResumableScan,
  isRecordRetained,
  NO_TOTALS,
  RECONCILE_DEFAULTS,
  reconciledEventId,
  startScan,
  withoutSeen,
} from '../../../../lambda/domain/reconcile/reconcile-scan';
import { recordIn } from '../../../support/records/records';

const DAY = 86_400_000;
const NOW = Date.parse('2026-03-01T12:00:00.000Z');
const AT = '2026-02-28T12:00:00.000Z';

const listed = (fields: Partial<ListedDocument> = {}): ListedDocument => ({
  documentId: 'doc-1',
  state: 'extracted',
  createdAt: AT,
  updatedAt: AT,
  ...fields,
});

describe('startScan', () => {
  const settings = RECONCILE_DEFAULTS;

  it.each([
    ['the first run where there was none before', { startedAt: NOW - DAY }, NOW - DAY],
    ['the horizon', { startedAt: 0 }, NOW - 30 * DAY],
    ['a day before the last scan', { startedAt: 0, lastScanStartedAt: NOW - DAY }, NOW - 2 * DAY],
  ])('begins at %s, and ends before the youngest', (_, state, since) => {
    const scan = startScan({ state: { version: 1, ...state }, settings, now: NOW });
    expect(scan).toEqual({ ...NO_TOTALS, startedAt: NOW, since, until: NOW - 15 * 60_000 });
  });
});

describe('findResumableScan', () => {
  const scan = { ...NO_TOTALS, startedAt: NOW - DAY, since: NOW - 20 * DAY, until: NOW - DAY };
  const state = { version: 2, startedAt: 0, scan };
  const settings = RECONCILE_DEFAULTS;

  it.each([
    ['a backfill that reaches as far', NOW - 20 * DAY, NOW, scan],
    ['none that reaches further back', NOW - 21 * DAY, NOW, undefined],
    ['none that began a week ago', NOW - 20 * DAY, NOW + 6 * DAY, undefined],
  ])('goes on with %s', (_, since, now, found) => {
    expect(findResumableScan({ state, settings, since, now })).toBe(found);
  });
});

describe('accountsFor', () => {
  it.each(['RECEIVED', 'PROCESSING', 'STORED', 'FAILED'] as const)(
    'is true of a record that is %s',
    (status) => {
      expect(accountsFor(recordIn(status), listed())).toBe(true);
    },
  );

  it.each([
    ['too_old', true],
    ['permanent', false],
  ] as const)('of an archived record goes by its reason: %s is %p', (kind, expected) => {
    expect(accountsFor(recordIn('ARCHIVED', { lastError: { kind, message: '' } }), listed())).toBe(expected);
  });

  it('is false of a failure that is older than the extraction', () => {
    const failed = recordIn('EXTRACTION_FAILED', { occurredAt: '2026-02-27T12:00:00.000Z' });
    expect(accountsFor(failed, listed())).toBe(false);
    expect(accountsFor(failed, listed({ state: 'failed' }))).toBe(true);
    expect(accountsFor({ ...failed, occurredAt: AT }, listed())).toBe(true);
  });
});

describe('isRecordRetained', () => {
  it('takes a day less than the retention', () => {
    const createdAt = Date.parse(AT);
    const policy = { recordRetentionDays: 10 };
    expect(isRecordRetained(listed(), policy, createdAt + 9 * DAY)).toBe(true);
    expect(isRecordRetained(listed(), policy, createdAt + 9 * DAY + 1)).toBe(false);
  });
});

describe('withoutSeen', () => {
  it('drops what the page before had, and what a page has twice', () => {
    const [one, two, three] = ['1', '2', '3'].map((documentId) => listed({ documentId }));
    const page = [one, two, two, three] as ListedDocument[];
    expect(withoutSeen(page, digestPage([one, three] as ListedDocument[]))).toEqual([two]);
  });

  it('keeps a document that changed meanwhile', () => {
    const changed = listed({ updatedAt: '2026-02-28T13:00:00.000Z' });
    expect(withoutSeen([changed], digestPage([listed()]))).toEqual([changed]);
  });
});

describe('reconciledEventId', () => {
  it('is another one for another state of the document', () => {
    expect(reconciledEventId(listed())).toBe(`recon:doc-1:${AT}`);
  });
});

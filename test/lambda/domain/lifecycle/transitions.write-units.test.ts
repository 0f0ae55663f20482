import { readFileSync } from 'node:fs';
import { EVENT_TABLE } from '../../../../lambda/contracts/event-table';
import { lease, markStored } from '../../../../lambda/domain/lifecycle/transitions';
import type { Attribute, EventRecord } from '../../../../lambda/domain/record/event-record';
import { parseBody } from '../../../../lambda/domain/record/incoming-event';
import { resultKey } from '../../../../lambda/domain/record/keys';
import { newEventRecord } from '../../../../lambda/domain/record/new-record';
import { getProvider } from '../../../../lambda/providers/registry';
import { applied } from '../../../support/records/apply-write';
import { writeUnits } from '../../../support/records/item-size';
import { NOW, transitionAt } from '../../../support/records/records';

type Index = (typeof EVENT_TABLE.indexes)[keyof typeof EVENT_TABLE.indexes];

const TOKENS = ['a', 'b', 'c'].map((letter) => `${letter.repeat(8)}-0000-4000-8000-${letter.repeat(12)}`);

/** The Limai seed's record after each write of its life: claimed, leased, stored. */
function seedLife(): readonly [EventRecord, EventRecord, EventRecord] {
  const body = readFileSync('fixtures/limai/document-extracted-success.json');
  const { parsed } = parseBody(getProvider('limai'), body);
  if (parsed.kind !== 'event') {
    throw new Error('the seed must be readable');
  }
  const claimed = newEventRecord(parsed.event, {
    ...transitionAt(NOW, TOKENS[0]),
    source: { id: 'limai', provider: 'limai' },
    origin: 'webhook',
    body,
  });
  const leased = applied(claimed, lease(claimed.pk, transitionAt(NOW + 50, TOKENS[1])));
  const result = {
    fetchedAt: Date.parse('2024-01-15T10:31:00.900Z'),
    resultKey: resultKey(leased),
    resultETag: `"${'d'.repeat(32)}"`,
    resultSha256: 'e'.repeat(64),
    resultBytes: 123_456,
  };
  const stored = applied(leased, markStored(leased, result, transitionAt(NOW + 900, TOKENS[2])));
  return [claimed, leased, stored];
}

/** What an index keeps of a record; nothing while its keys are not both there. */
function entry(record: EventRecord | undefined, index: Index): Partial<EventRecord> | undefined {
  const keys: readonly Attribute[] = [index.partitionKey, index.sortKey];
  if (!record || keys.some((key) => record[key] === undefined)) {
    return undefined;
  }
  const kept: readonly Attribute[] = ['pk', ...keys, ...index.include];
  return Object.fromEntries(kept.map((name) => [name, record[name]]));
}

/** An entry that appears, goes or changes is one write of its KiBs; one whose key changes is a delete and a put. */
function indexUnits(before: EventRecord | undefined, after: EventRecord, index: Index): number {
  const [old, fresh] = [entry(before, index), entry(after, index)];
  if (JSON.stringify(old) === JSON.stringify(fresh)) {
    return 0;
  }
  const entries = [old, fresh].filter((item) => item !== undefined);
  const moved =
    entries.length === 2 &&
    (old?.[index.sortKey] !== fresh?.[index.sortKey] ||
      old?.[index.partitionKey] !== fresh?.[index.partitionKey]);
  return moved ? entries.reduce((sum, item) => sum + writeUnits(item), 0) : writeUnits(...entries);
}

function countUnits(before: EventRecord | undefined, after: EventRecord) {
  const { byDocument, byStatus, byWork } = EVENT_TABLE.indexes;
  return {
    base: writeUnits(...(before ? [before, after] : [after])),
    byDocument: indexUnits(before, after, byDocument),
    byStatus: indexUnits(before, after, byStatus),
    byWork: indexUnits(before, after, byWork),
  };
}

const total = (units: object) => Object.values(units).reduce((sum: number, part: number) => sum + part, 0);

describe('the write units of the Limai seed’s successful event', () => {
  const [claimed, leased, stored] = seedLife();

  it('claim: one for the record, one each for the document index and the work index = 3', () => {
    expect(countUnits(undefined, claimed)).toEqual({ base: 1, byDocument: 1, byStatus: 0, byWork: 1 });
  });

  it('lease: one for the record, none for any index = 1', () => {
    expect(countUnits(claimed, leased)).toEqual({ base: 1, byDocument: 0, byStatus: 0, byWork: 0 });
  });

  it('markStored: two for the record (over 1 KiB with its result), one out of the work index, one into the status index = 4', () => {
    expect(countUnits(leased, stored)).toEqual({ base: 2, byDocument: 0, byStatus: 1, byWork: 1 });
  });

  it('whole life: 3 + 1 + 4 = 8, the design’s target', () => {
    const life = [countUnits(undefined, claimed), countUnits(claimed, leased), countUnits(leased, stored)];
    expect(life.map(total)).toEqual([3, 1, 4]);
    expect(life.map(total).reduce((sum, units) => sum + units)).toBeLessThanOrEqual(8);
  });
});

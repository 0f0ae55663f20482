import { nameDocument } from '../../../../lambda/domain/lifecycle/conditional-write';
import { markFailed, markStored } from '../../../../lambda/domain/lifecycle/transitions';
import { applied } from '../../../support/records/apply-write';
import { recordIn, storedResult, transitionAt } from '../../../support/records/records';

const { documentId: _id, documentKey: _key, ...nameless } = recordIn('PROCESSING', { provider: 'extend' });
const known = recordIn('PROCESSING');
const reason = { kind: 'extraction_failed', message: 'why' } as const;

describe('a document that only the data names', () => {
  it.each([
    ['store', markStored(nameless, storedResult, transitionAt())],
    ['end', markFailed(nameless, 'EXTRACTION_FAILED', reason, transitionAt())],
  ])('%s: is found by it from then on', (_, write) => {
    const record = applied(nameless, nameDocument(write, nameless, 'exr_1'));
    expect(record).toMatchObject({ documentId: 'exr_1', documentKey: 'extend#exr_1' });
    expect({ ...record, documentId: undefined, documentKey: undefined }).toEqual({
      ...applied(nameless, write),
      documentId: undefined,
      documentKey: undefined,
    });
  });

  it('never takes the place of the one the event named, and costs such an event nothing', () => {
    const write = markStored(known, storedResult, transitionAt());
    expect(nameDocument(write, known, 'another')).toBe(write);
  });

  it('may be none', () => {
    const write = markStored(nameless, storedResult, transitionAt());
    expect(nameDocument(write, nameless, undefined)).toBe(write);
  });
});

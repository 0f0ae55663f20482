import type { ListedDocument } from '../../../../lambda/domain/provider/provider';
import { JsonView } from '../../../../lambda/domain/text/json-view';
import { invalidCursor, readRows } from '../../../../lambda/providers/shared/read-rows';

const AT = '2026-01-01T10:00:00.000Z';
const row = { id: 'doc-1', createdAt: AT, updatedAt: AT };
const toDocument = (_: JsonView, identity: Pick<ListedDocument, 'documentId' | 'createdAt' | 'updatedAt'>) =>
  identity.documentId === 'open' ? undefined : { ...identity, state: 'extracted' as const };

const read = (list: unknown) =>
  readRows('GET /list', JsonView.of(Buffer.from(JSON.stringify(list))), toDocument);

describe('readRows', () => {
  it('gives the rows, and of them the documents that the provider is done with', () => {
    const { rows, documents, unusable } = read([row, { ...row, id: 'open' }]);
    expect([rows.length, unusable]).toEqual([2, []]);
    expect(documents).toEqual([{ documentId: 'doc-1', createdAt: AT, updatedAt: AT, state: 'extracted' }]);
  });

  it('gives one instant one form, whatever its zone', () => {
    const { documents } = read([{ ...row, updatedAt: '2026-01-01T12:00:00+02:00' }]);
    expect(documents[0]?.updatedAt).toBe(AT);
  });

  it.each([
    ['no object', 'secret', 'A row of the list: expected a JSON object.'],
    ['a row without an id', { ...row, id: undefined }, 'id of a row of the list: '],
    ['a time that is none', { ...row, createdAt: 'secret' }, 'createdAt and updatedAt of a row of the list'],
    ['a time that is a number', { ...row, updatedAt: 1 }, 'createdAt and updatedAt of a row of the list'],
  ])('says of %s what it expected, and no value', (_, bad, words) => {
    const { documents, unusable } = read([bad, row]);
    expect(documents).toHaveLength(1);
    expect(unusable).toEqual([expect.stringContaining(words)]);
    expect(unusable[0]).not.toContain('secret');
  });

  it.each([
    ['no list', {}],
    ['more rows than a page has', Array(5_001).fill(row)],
  ])('asks again for %s', (_, list) => {
    expect(() => read(list)).toThrow(expect.objectContaining({ kind: 'transient' }));
  });
});

describe('invalidCursor', () => {
  it('is an error that no retry mends', () => {
    expect(invalidCursor('GET /list')).toMatchObject({ kind: 'permanent' });
  });
});

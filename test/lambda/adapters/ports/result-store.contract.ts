import { randomUUID } from 'node:crypto';
import { sha256Hex } from '../../../../lambda/domain/record/keys';
import type { PutCondition, ResultObject, ResultStore } from '../../../../lambda/usecases/ports';

const CREATE = { ifNoneMatch: '*' } as const;
const FETCHED_AT = Date.parse('2026-03-01T12:00:00.000Z');

/** What every ResultStore must do; the fault explorer's simulated store passes it too, or it proves nothing. */
export function describeResultStoreContract(name: string, make: () => Promise<ResultStore>): void {
  describe(`ResultStore contract: ${name}`, () => {
    let store: ResultStore;
    beforeAll(async () => {
      store = await make();
    });
    const current = () => store;
    describe('create-only', () => describeCreateOnly(current));
    describe('replacing', () => describeReplacing(current));
  });
}

type Current = () => ResultStore;

function describeCreateOnly(current: Current): void {
  it('stores an object and says in its head who wrote it', async () => {
    const object = result('{"a":1}');
    const outcome = await current().put(object);
    expect(outcome).toEqual({ stored: true, eTag: expect.stringMatching(/./) });
    expect(await current().head(object.key)).toEqual({
      eTag: outcome.stored && outcome.eTag,
      sha256: object.sha256,
      bytes: 7,
      pkSha256: sha256Hex(object.identity.pk),
      generation: 1,
      fetchedAt: FETCHED_AT,
    });
  });

  it('keeps the marks of a result, and gives its bytes back', async () => {
    const object = result('{"a":2}');
    const identity = { ...object.identity, empty: true, reviewed: true } as const;
    await current().put({ ...object, identity });
    expect(await current().head(object.key)).toMatchObject({ empty: true, reviewed: true });
    expect(Buffer.from((await current().read(object.key)) ?? []).toString()).toBe('{"a":2}');
  });

  it('knows no object it was not given', async () => {
    expect(await current().head('results/nothing.json')).toBeUndefined();
    expect(await current().read('results/nothing.json')).toBeUndefined();
  });

  it('refuses a second create and leaves the first object unchanged', async () => {
    const object = result('first');
    await current().put(object);
    const before = await current().head(object.key);
    expect(await current().put(result('second', { key: object.key }))).toEqual({ stored: false });
    expect(await current().head(object.key)).toEqual(before);
  });

  it('lets exactly one of 20 parallel creates win', async () => {
    const { key } = result('');
    const rivals = Array.from({ length: 20 }, (_, n) => result(`rival ${n}`, { key }));
    const outcomes = await Promise.all(rivals.map((rival) => current().put(rival)));
    const winners = rivals.filter((_, n) => outcomes[n]?.stored);
    expect(winners).toHaveLength(1);
    expect((await current().head(key))?.sha256).toBe(winners[0]?.sha256);
  });

  it.each([
    ['no ASCII', 'Übung 文書 😀'],
    ['a line break', 'one\r\ntwo: three'],
    ['3 KB', 'x'.repeat(3_000)],
  ])('stores an object whose document id has %s', async (_name, documentId) => {
    const object = result('{}');
    const outcome = await current().put({ ...object, identity: { ...object.identity, documentId } });
    expect(outcome.stored).toBe(true);
  });
}

function describeReplacing(current: Current): void {
  it('replaces exactly the object with the given ETag', async () => {
    const { key, eTag } = await givenStored(current, 'first');
    const second = result('second', { key, condition: { ifMatch: eTag }, generation: 2 });
    expect(await current().put(second)).toMatchObject({ stored: true });
    expect(await current().head(key)).toMatchObject({ sha256: second.sha256, generation: 2 });
  });

  it('refuses to replace an object that has changed since', async () => {
    const { key, eTag } = await givenStored(current, 'first');
    const condition = { ifMatch: eTag };
    await current().put(result('second', { key, condition }));
    const before = await current().head(key);
    expect(await current().put(result('third', { key, condition }))).toEqual({ stored: false });
    expect(await current().head(key)).toEqual(before);
  });

  it('refuses to replace an object that is not there', async () => {
    const object = result('new', { condition: { ifMatch: '"0123456789abcdef0123456789abcdef"' } });
    expect(await current().put(object)).toEqual({ stored: false });
    expect(await current().head(object.key)).toBeUndefined();
  });

  it('lets exactly one of 10 parallel replacements win', async () => {
    const { key, eTag } = await givenStored(current, 'first');
    const outcomes = await Promise.all(
      Array.from({ length: 10 }, (_, n) =>
        current().put(result(`rival ${n}`, { key, condition: { ifMatch: eTag } })),
      ),
    );
    expect(outcomes.filter(({ stored }) => stored)).toHaveLength(1);
  });
}

async function givenStored(current: Current, text: string): Promise<{ key: string; eTag: string }> {
  const object = result(text);
  const outcome = await current().put(object);
  return { key: object.key, eTag: outcome.stored ? outcome.eTag : 'not stored' };
}

function result(
  text: string,
  options: { key?: string; condition?: PutCondition; generation?: number } = {},
): ResultObject {
  const { key = `results/contract/${randomUUID()}.json`, condition = CREATE, generation = 1 } = options;
  const body = Buffer.from(text);
  const identity = { pk: 'contract#e/ü', generation, documentId: 'd', fetchedAt: FETCHED_AT };
  return { key, body, sha256: sha256Hex(body), identity, condition };
}

import * as fc from 'fast-check';
import { resultDocument } from '../../../../lambda/domain/result/result-document';
import { JsonView } from '../../../../lambda/domain/text/json-view';
import { anyId } from '../../../support/hostile/hostile';
import { EVENT_MEMBERS, readableBodies } from '../../../support/hostile/hostile-bodies';

const RECORD = { source: 'limai', provider: 'limai', eventId: 'evt_1', generation: 1 };
const FETCHED_AT = Date.parse('2024-01-15T10:31:01.000Z');

function buildDocument(
  event: string | Uint8Array,
  extraction: string | Uint8Array,
  eventId = 'evt_1',
): Buffer {
  return resultDocument({
    record: { ...RECORD, eventId },
    fetchedAt: FETCHED_AT,
    event: Buffer.from(event),
    name: 'extraction',
    content: Buffer.from(extraction),
  });
}

/** JSON text that parse and stringify would not bring back: big numbers, duplicate keys, odd white space and escapes. */
const rawJson: fc.Arbitrary<string> = fc.letrec<{ value: string }>((tie) => ({
  value: fc.oneof(
    { depthSize: 'small', withCrossShrink: true },
    fc.constantFrom(
      'null',
      'true',
      '1e999',
      '-0',
      '1.0',
      '12345678901234567890',
      '0.10000000000000000000001',
    ),
    fc.constantFrom('"\\u0041"', '"\\ud800"', '"}"', '"\\\\"', '"\\""', '",\\"extraction\\":"', '"é文😀"'),
    fc.array(tie('value'), { maxLength: 3 }).map((items) => `[ ${items.join(' ,')}]`),
    fc
      .array(fc.tuple(fc.constantFrom('a', 'a', 'event', 'extraction', '__proto__'), tie('value')), {
        maxLength: 3,
      })
      .map((members) => `{${members.map(([name, value]) => `"${name}" :\n${value}`).join(',')} }`),
  ),
})).value;

describe('the result document', () => {
  it('is one JSON object that says what it is', () => {
    const document = buildDocument('{"eventId":"evt_1"}', '{"tables":{}}');
    expect(JSON.parse(document.toString())).toEqual({
      schemaVersion: 1,
      ...RECORD,
      fetchedAt: new Date(FETCHED_AT).toISOString(),
      event: { eventId: 'evt_1' },
      extraction: { tables: {} },
    });
  });

  it('holds both texts byte for byte, whatever JSON they are', () => {
    fc.assert(
      fc.property(rawJson, rawJson, (event, extraction) => {
        const document = buildDocument(event, extraction);
        const members = JsonView.of(document)?.pick(['event', 'extraction']);
        expect(members?.map((member) => member?.exactText)).toEqual([event, extraction]);
        expect(document.toString().endsWith(`,"event":${event},"extraction":${extraction}}`)).toBe(true);
        expect(() => JSON.parse(document.toString())).not.toThrow();
      }),
      { numRuns: 500 },
    );
  });

  it.each(Object.entries(readableBodies(EVENT_MEMBERS.limai)))('holds %s byte for byte', (_, body) => {
    const document = buildDocument(body, '{}');
    const event = body.subarray(body[0] === 0xef ? 3 : 0);
    const at = document.indexOf('"event":') + '"event":'.length;
    expect(document.subarray(at, at + event.byteLength).equals(event)).toBe(true);
  });

  it('leaves out a byte-order mark before either text, and is JSON', () => {
    const document = buildDocument('\ufeff{"eventId":"\ufeff"}', '\ufeff [1]');
    expect(JSON.parse(document.toString())).toMatchObject({ event: { eventId: '\ufeff' }, extraction: [1] });
    expect(document.includes('"event":{"eventId":"\ufeff"},"extraction": [1]}')).toBe(true);
  });

  it('is whole whatever the event is called', () => {
    fc.assert(
      fc.property(anyId, (eventId) => {
        const parsed = JSON.parse(buildDocument('{}', '[1]', eventId).toString()) as Record<string, unknown>;
        expect(parsed).toMatchObject({ eventId, event: {}, extraction: [1] });
      }),
    );
  });
});

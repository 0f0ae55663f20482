import fc from 'fast-check';
import type { JsonBody, ParsedBody, Provider } from '../../../../lambda/domain/provider/provider';
import { fixture, jsonBody } from '../fixture';
import type { ConformanceCases } from './cases';

const DEPTH = 100_000;
const FIELDS = { eventId: 'eventId', eventType: 'eventType' };
/** With or without content behind a link. */
const ARCHIVED = expect.stringMatching(/^archive(_link)?$/);

export function describeParseEvent<Options>(provider: Provider<Options>, cases: ConformanceCases): void {
  describe('reading', () => {
    test.each(Object.entries(cases.readings))('reads the fixture %s', (name, expected) => {
      expect(provider.parseEvent(jsonBody(fixture(provider.manifest.id, name)))).toEqual(expected);
    });
    describeUnreadable(provider, cases);
    describeHostile(provider, cases);
    describeTypes(provider, cases);
  });
}

function describeUnreadable<Options>(provider: Provider<Options>, cases: ConformanceCases): void {
  const { fields = FIELDS } = cases;
  test.each(['null', 'true', '0', '""', '[]', '[{}]', '{}'])('calls %s invalid', (text) => {
    expect(provider.parseEvent(jsonBody(text)).kind).toBe('invalid');
  });

  test.each([fields.eventId, fields.eventType])(
    'calls an envelope invalid, naming the field, without a usable %s',
    (field) => {
      const bad: unknown[] = [undefined, null, '', {}, [], true, '\ud800', 'x'.repeat(4097)];
      for (const value of bad) {
        const reading = provider.parseEvent(envelopeWith(provider, cases, { [field]: value }));
        expect(reading).toMatchObject({ kind: 'invalid', reason: expect.stringContaining(field) });
      }
    },
  );

  test(`calls an envelope invalid whose ${fields.eventType} is a number`, () => {
    const reading = provider.parseEvent(envelopeWith(provider, cases, { [fields.eventType]: 1 }));
    expect(reading).toMatchObject({ kind: 'invalid', reason: expect.stringContaining(fields.eventType) });
  });

  test.each(['12345', '12345678901234567890', '1e5', '-0'])(
    'takes the number %s for an event id, by its exact text',
    (number) => {
      const { exactText } = jsonBody(fixture(provider.manifest.id, cases.fetched.delivery));
      const numbered = `${exactText.slice(0, -1)},"${fields.eventId}":${number}}`;
      expect(provider.parseEvent(jsonBody(numbered))).toMatchObject({
        kind: 'event',
        event: { eventId: number },
      });
    },
  );

  test('reads a body with a byte-order mark', () => {
    const body = fixture(provider.manifest.id, cases.fetched.delivery);
    const expected = cases.readings[cases.fetched.delivery];
    expect(provider.parseEvent(jsonBody(`\ufeff${body}`))).toEqual(expected);
  });

  test('does not take inherited names for members', () => {
    const text = '{"__proto__":{"eventId":"e","eventType":"t","fileId":"f","payload":{}}}';
    expect(provider.parseEvent(jsonBody(text)).kind).toBe('invalid');
  });
}

function describeHostile<Options>(provider: Provider<Options>, cases: ConformanceCases): void {
  const { fields = FIELDS } = cases;
  test('never throws, whatever JSON it is given', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        expectReading(provider.parseEvent(jsonBody(JSON.stringify(value))));
      }),
    );
  });

  test('never throws, whatever stands in the fields of an envelope', () => {
    const template = jsonBody(fixture(provider.manifest.id, cases.fetched.delivery)).value as object;
    const names = fc.constantFrom(...Object.keys(template), 'challenge', 'constructor', '__proto__');
    fc.assert(
      fc.property(fc.dictionary(names, fc.jsonValue()), (replaced) => {
        expectReading(provider.parseEvent(envelopeWith(provider, cases, replaced)));
      }),
    );
  });

  test(`reads values nested ${DEPTH.toLocaleString('en')} deep`, () => {
    const deep = `${'['.repeat(DEPTH)}${']'.repeat(DEPTH)}`;
    expectReading(provider.parseEvent(jsonBody(deep)));
    const { exactText } = jsonBody(fixture(provider.manifest.id, cases.fetched.delivery));
    const nested = `${exactText.slice(0, -1)},"deep":${deep}}`;
    expect(provider.parseEvent(jsonBody(nested)).kind).toBe('event');
  });

  test.each(['a'.repeat(1000), '../../etc', 'a/b#c%2F', 'line\nbreak\u0000', '__proto__', '💥', '~x'])(
    'takes %j as an event id like any other',
    (eventId) => {
      const reading = provider.parseEvent(envelopeWith(provider, cases, { [fields.eventId]: eventId }));
      expect(reading).toMatchObject({ kind: 'event', event: { eventId } });
    },
  );
}

function describeTypes<Options>(provider: Provider<Options>, cases: ConformanceCases): void {
  const { fields = FIELDS } = cases;
  test.each(['a.type.not.known', 'constructor', '__proto__', 'toString'])(
    'archives the type %s',
    (eventType) => {
      const reading = provider.parseEvent(envelopeWith(provider, cases, { [fields.eventType]: eventType }));
      expect(reading).toMatchObject({ kind: 'event', event: { eventType, disposition: ARCHIVED } });
    },
  );

  test('gives each type of the manifest the disposition it states', () => {
    for (const [eventType, disposition] of Object.entries(provider.manifest.eventTypes)) {
      const reading = provider.parseEvent(envelopeWith(provider, cases, { [fields.eventType]: eventType }));
      const expected = disposition === 'archive' ? ARCHIVED : disposition;
      expect(reading).toMatchObject({ kind: 'event', event: { eventType, disposition: expected } });
    }
  });
}

/** The fetched delivery with some fields replaced; undefined removes one. */
function envelopeWith<Options>(
  provider: Provider<Options>,
  cases: ConformanceCases,
  fields: Readonly<Record<string, unknown>>,
): JsonBody {
  const template = jsonBody(fixture(provider.manifest.id, cases.fetched.delivery)).value as object;
  return jsonBody(JSON.stringify({ ...template, ...fields }));
}

function expectReading(reading: ParsedBody): void {
  expect(['challenge', 'event', 'invalid']).toContain(reading.kind);
}

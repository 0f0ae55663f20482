import fc from 'fast-check';
import type { JsonBody, Provider, Reading } from '../../../lambda/domain/provider';
import type { ConformanceCases } from '../conformance';
import { fixture, jsonBody } from '../fixture';

const DEPTH = 100_000;

export function describeReading<Options>(provider: Provider<Options>, cases: ConformanceCases): void {
  describe('reading', () => {
    test.each(Object.entries(cases.readings))('reads the fixture %s', (name, expected) => {
      expect(provider.read(jsonBody(fixture(provider.manifest.id, name)))).toEqual(expected);
    });
    describeUnreadable(provider, cases);
    describeHostile(provider, cases);
    describeTypes(provider, cases);
  });
}

function describeUnreadable<Options>(provider: Provider<Options>, cases: ConformanceCases): void {
  test.each(['null', 'true', '0', '""', '[]', '[{}]', '{}'])('calls %s unreadable', (text) => {
    expect(provider.read(jsonBody(text)).kind).toBe('unreadable');
  });

  test.each(['eventId', 'eventType'])(
    'calls an envelope unreadable, naming the field, without a usable %s',
    (field) => {
      const bad: unknown[] = [undefined, null, '', 1, {}, [], true, '\ud800', 'x'.repeat(4097)];
      for (const value of bad) {
        const reading = provider.read(envelopeWith(provider, cases, { [field]: value }));
        expect(reading).toMatchObject({ kind: 'unreadable', reason: expect.stringContaining(field) });
      }
    },
  );

  test('does not take inherited names for members', () => {
    const text = '{"__proto__":{"eventId":"e","eventType":"t","fileId":"f","payload":{}}}';
    expect(provider.read(jsonBody(text)).kind).toBe('unreadable');
  });
}

function describeHostile<Options>(provider: Provider<Options>, cases: ConformanceCases): void {
  test('never throws, whatever JSON it is given', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        expectReading(provider.read(jsonBody(JSON.stringify(value))));
      }),
    );
  });

  test('never throws, whatever stands in the fields of an envelope', () => {
    const template = jsonBody(fixture(provider.manifest.id, cases.fetched.delivery)).value as object;
    const fields = fc.constantFrom(...Object.keys(template), 'challenge', 'constructor', '__proto__');
    fc.assert(
      fc.property(fc.dictionary(fields, fc.jsonValue()), (replaced) => {
        expectReading(provider.read(envelopeWith(provider, cases, replaced)));
      }),
    );
  });

  test(`reads values nested ${DEPTH.toLocaleString('en')} deep`, () => {
    const deep = `${'['.repeat(DEPTH)}${']'.repeat(DEPTH)}`;
    expectReading(provider.read(jsonBody(deep)));
    const { text } = jsonBody(fixture(provider.manifest.id, cases.fetched.delivery));
    const nested = `${text.trimEnd().slice(0, -1)},"deep":${deep}}`;
    expect(provider.read(jsonBody(nested)).kind).toBe('event');
  });

  test.each(['a'.repeat(1000), '../../etc', 'a/b#c%2F', 'line\nbreak\u0000', '__proto__', '💥', '~x'])(
    'takes %j as an event id like any other',
    (eventId) => {
      const reading = provider.read(envelopeWith(provider, cases, { eventId }));
      expect(reading).toMatchObject({ kind: 'event', event: { eventId } });
    },
  );
}

function describeTypes<Options>(provider: Provider<Options>, cases: ConformanceCases): void {
  test.each(['a.type.not.known', 'constructor', '__proto__', 'toString'])(
    'archives the type %s',
    (eventType) => {
      const reading = provider.read(envelopeWith(provider, cases, { eventType }));
      expect(reading).toMatchObject({ kind: 'event', event: { eventType, disposition: 'archive' } });
    },
  );

  test('gives each type of the manifest the disposition it states', () => {
    for (const [eventType, disposition] of Object.entries(provider.manifest.eventTypes)) {
      const reading = provider.read(envelopeWith(provider, cases, { eventType }));
      expect(reading).toMatchObject({ kind: 'event', event: { eventType, disposition } });
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

function expectReading(reading: Reading): void {
  expect(['challenge', 'event', 'unreadable']).toContain(reading.kind);
}

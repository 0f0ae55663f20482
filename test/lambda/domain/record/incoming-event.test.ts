import * as fc from 'fast-check';
import { parseBody } from '../../../../lambda/domain/record/incoming-event';
import { JsonView } from '../../../../lambda/domain/text/json-view';
import { getProvider } from '../../../../lambda/providers/registry';
import { PROVIDER_IDS } from '../../../../lambda/providers/webhook-registry';
import { anyId } from '../../../support/hostile/hostile';
import { EVENT_MEMBERS, readableBodies, UNREADABLE_BODIES } from '../../../support/hostile/hostile-bodies';

describe.each(Object.entries(EVENT_MEMBERS))('a body of %s', (id, members) => {
  const provider = getProvider(id);
  const read = (body: Uint8Array) => parseBody(provider, body);

  it.each(Object.entries(UNREADABLE_BODIES))(
    'that is %s is invalid, with a reason and no value',
    (_, body) => {
      const { parsed } = read(body);
      expect(parsed).toEqual({ kind: 'invalid', reason: expect.any(String) });
      expect(JSON.stringify(parsed)).not.toMatch(/evt|hello|xxx/);
    },
  );

  it.each(Object.entries(readableBodies(members)))('with %s is the event it says it is', (_, body) => {
    const { parsed, json } = read(body);
    expect(parsed).toMatchObject({ kind: 'event', event: { eventId: 'evt_1', disposition: 'fetch' } });
    expect(
      json?.exactText ===
        body
          .toString()
          .replace(/^\ufeff/, '')
          .trim(),
    ).toBe(true);
  });

  it('never throws, whatever the bytes', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), (body) => {
        expect(['event', 'invalid', 'challenge']).toContain(read(body).parsed.kind);
      }),
    );
  });

  it('never throws, whatever the JSON', () => {
    fc.assert(
      fc.property(fc.json(), (text) => {
        expect(['event', 'invalid', 'challenge']).toContain(read(Buffer.from(text)).parsed.kind);
      }),
    );
  });

  it('never throws, whatever stands where an event has its members', () => {
    const names = ['eventId', 'eventType', 'fileId', 'data', 'payload', 'timestamp', 'challenge', 'jobId'];
    const types = fc.constantFrom('DOCUMENT_EXTRACTED', 'VERIFICATION', 'extract_run.processed', '__proto__');
    const member = fc.oneof(fc.jsonValue(), types, anyId);
    const envelope = fc.dictionary(fc.constantFrom(...names), member, { noNullPrototype: true });
    fc.assert(
      fc.property(envelope, (value) => {
        const { parsed } = read(Buffer.from(JSON.stringify(value)));
        expect(['event', 'invalid', 'challenge']).toContain(parsed.kind);
      }),
      { numRuns: 1_000 },
    );
  });
});

describe('the hostile bodies', () => {
  it('include one at the very limit', () => {
    const body = readableBodies(EVENT_MEMBERS.limai)['a body at the size limit'];
    expect(body?.byteLength).toBe(4_194_304);
  });

  it('are tried with every provider', () => {
    expect(Object.keys(EVENT_MEMBERS).sort()).toEqual([...PROVIDER_IDS].sort());
  });
});

describe('a provider that breaks on a body', () => {
  it('makes it invalid and keeps the JSON', () => {
    const broken = {
      parseEvent: () => {
        throw new RangeError('Maximum call stack size exceeded: secret');
      },
    };
    expect(parseBody(broken, Buffer.from('{}'))).toEqual({
      parsed: { kind: 'invalid', reason: 'Parsing the body failed (RangeError).' },
      json: JsonView.of(Buffer.from('{}')),
    });
  });
});

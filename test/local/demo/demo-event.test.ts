import { MAX_BODY_BYTES } from '../../../lambda/domain/lifecycle/policy';
import { demoEvents } from '../../../local/demo/demo-event';

const source = (id: string, provider: string) => ({
  id,
  provider,
  url: `http://127.0.0.1:9/webhooks/${id}`,
  signingSecret: 'key',
});
const EVENTS = demoEvents({
  sources: [source('one', 'limai'), source('two', 'extend')],
  simulators: { limai: 'http://127.0.0.1:7', extend: 'http://127.0.0.1:8' },
});
const labelled = (label: string) => EVENTS.find((event) => event.label === label);

describe('the demo’s events', () => {
  it('show every awkward case of both providers', () => {
    expect(EVENTS.map(({ label }) => label)).toEqual([
      'one: extracted',
      'one: failed extraction',
      'one: reviewed',
      'one: verification',
      'one: verification, data',
      'one: unknown type',
      'one: invalid body',
      'one: large body',
      'one: not ready at first',
      'one: legacy answer',
      'one: the same again',
      'one: bad signature',
      'one: unknown path',
      'one: body over 4 MiB',
      'two: run processed',
      'two: run failed',
      'two: signed URL',
      'two: signed URL, docs',
      'two: signed URL gone',
      'two: archived link',
      'two: unknown type',
      'two: invalid body',
      'two: large body',
      'two: not ready at first',
      'two: the same again',
      'two: bad signature',
      'two: stale timestamp',
      'two: unknown path',
      'two: body over 4 MiB',
    ]);
  });

  it('have each a record of its own, but for the duplicate', () => {
    const keys = EVENTS.filter(({ label }) => !label.endsWith('the same again')).flatMap(
      ({ pk }) => pk ?? [],
    );
    expect(new Set(keys).size).toBe(keys.length);
    expect(labelled('two: the same again')?.pk).toBe(labelled('two: run processed')?.pk);
    expect(labelled('two: the same again')?.expected).toMatchObject({
      answer: { status: 'duplicate' },
      state: 'STORED',
    });
  });

  it('must leave nothing behind when refused', () => {
    const refused = EVENTS.filter(({ expected }) => expected.httpStatus >= 400);
    expect(refused.map(({ expected }) => expected.httpStatus)).toEqual([401, 404, 413, 401, 401, 404, 413]);
    expect(refused.every(({ expected, pk }) => expected.state === undefined && pk !== undefined)).toBe(true);
  });

  it('exceed the body limit where they say so', () => {
    expect(labelled('one: body over 4 MiB')?.delivery.body.length).toBeGreaterThan(MAX_BODY_BYTES);
  });

  it('know the extraction of everything that is stored', () => {
    const stored = EVENTS.filter(({ expected }) => expected.state === 'STORED');
    expect(stored.every(({ extraction }) => (extraction?.length ?? 0) > 0)).toBe(true);
    expect(String(labelled('one: legacy answer')?.extraction)).toContain('12345678901234567890.10');
  });
});

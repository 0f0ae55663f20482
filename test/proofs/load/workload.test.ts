import { deliveryOrder, type WorkloadOptions, workloadEvents } from '../../../proofs/load/workload';

const OPTIONS: WorkloadOptions = {
  seed: 1,
  events: 200,
  sources: [
    { id: 'limai', provider: 'limai' },
    { id: 'extend-eu', provider: 'extend' },
  ],
  simulators: { limai: 'http://127.0.0.1:1', extend: 'http://127.0.0.1:2' },
  prefix: 'test-1-',
  cases: 'all',
};

function identities(options: WorkloadOptions) {
  return workloadEvents(options).map(({ source, kind, documentId, expected }) => [
    source,
    kind,
    documentId,
    expected.eventId,
    expected.status,
  ]);
}

describe('workloadEvents', () => {
  it('makes the same events from the same seed, others from another', () => {
    expect(identities(OPTIONS)).toEqual(identities(OPTIONS));
    expect(identities(OPTIONS)).not.toEqual(identities({ ...OPTIONS, seed: 2 }));
  });

  it('gives every event a record of its own, and mixes sources and outcomes', () => {
    const events = workloadEvents(OPTIONS);
    expect(new Set(events.map(({ expected }) => expected.pk)).size).toBe(200);
    expect(new Set(events.map(({ source }) => source))).toEqual(new Set(['limai', 'extend-eu']));
    expect(new Set(events.map(({ expected }) => expected.status))).toEqual(
      new Set(['STORED', 'EXTRACTION_FAILED', 'ARCHIVED', 'QUARANTINED']),
    );
  });

  it('knows the end of every result there must be, and of no other', () => {
    for (const { expected } of workloadEvents(OPTIONS)) {
      expect(expected.tail !== undefined).toBe(expected.status === 'STORED');
    }
  });

  it('leaves out what carries no event id, and documents with a plan, when all must be readable', () => {
    const events = workloadEvents({ ...OPTIONS, cases: 'readable' });
    expect(events.filter(({ plan }) => plan !== undefined)).toEqual([]);
    expect(events.filter(({ expected }) => expected.pk.includes('!'))).toEqual([]);
  });
});

describe('deliveryOrder', () => {
  it('delivers every event at least once, and as often as asked in all', () => {
    const order = deliveryOrder(30, 100, 1);
    expect(order).toHaveLength(100);
    expect(new Set(order).size).toBe(30);
  });

  it('depends on the seed alone', () => {
    expect(deliveryOrder(30, 100, 1)).toEqual(deliveryOrder(30, 100, 1));
    expect(deliveryOrder(30, 100, 1)).not.toEqual(deliveryOrder(30, 100, 2));
  });

  it('refuses fewer deliveries than events', () => {
    expect(() => deliveryOrder(30, 29, 1)).toThrow('got 29, expected at least one for each of 30 events');
  });
});

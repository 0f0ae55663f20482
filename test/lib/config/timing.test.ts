import * as fc from 'fast-check';
import { ConfigError } from '../../../lib/config/config-error';
import { assertCoherent, deriveTiming, type Timing, type TimingSource } from '../../../lib/config/timing';

const DEFAULTS: TimingSource = {
  eventBudgetSeconds: 12,
  batchSize: 10,
  maxBatchingWindowSeconds: 0,
  inBatchConcurrency: 5,
  windowHours: 24,
  notReadyWindowHours: 72,
};

/** Every value that the schema lets pass. */
const sources: fc.Arbitrary<TimingSource> = fc.record({
  eventBudgetSeconds: fc.integer({ min: 3, max: 60 }),
  batchSize: fc.integer({ min: 1, max: 10 }),
  maxBatchingWindowSeconds: fc.integer({ min: 0, max: 300 }),
  inBatchConcurrency: fc.integer({ min: 1, max: 10 }),
  windowHours: fc.integer({ min: 1, max: 288 }),
  notReadyWindowHours: fc.integer({ min: 1, max: 288 }),
});

function derived(source: TimingSource): Timing | ConfigError {
  try {
    return deriveTiming(source);
  } catch (error) {
    if (error instanceof ConfigError) {
      return error;
    }
    throw error;
  }
}

function expectOrder(timing: Timing, source: TimingSource): void {
  const longestWindow = Math.max(source.windowHours, source.notReadyWindowHours) * 3600;
  const shortestWindow = Math.min(source.windowHours, source.notReadyWindowHours) * 3600;
  expect(timing.processorTimeoutSeconds).toBeLessThanOrEqual(900);
  expect(timing.processorTimeoutSeconds).toBeLessThan(timing.leaseSeconds);
  expect(timing.leaseSeconds).toBeLessThanOrEqual(timing.visibilitySeconds);
  expect(timing.visibilitySeconds).toBeLessThan(timing.graceSeconds);
  expect(timing.graceSeconds).toBeLessThan(shortestWindow);
  expect(longestWindow).toBeLessThan(timing.queueRetentionDays * 86_400);
  expect(timing.queueRetentionDays).toBeLessThan(timing.deadLetterRetentionDays);
  expect(timing.deadLetterRetentionDays).toBeLessThanOrEqual(14);
  expect(timing.ingestTimeoutSeconds).toBeLessThan(30);
  expect(timing.sweepTimeoutSeconds).toBeLessThan(timing.sweepIntervalSeconds);
}

describe('timing', () => {
  it('derives the defaults that the documentation names', () => {
    expect(deriveTiming(DEFAULTS)).toMatchObject({
      processorTimeoutSeconds: 30,
      leaseSeconds: 45,
      visibilitySeconds: 180,
      graceSeconds: 300,
      queueRetentionDays: 4,
      deadLetterRetentionDays: 14,
      staleMessageSeconds: 1_800,
    });
  });

  it('is coherent for every configuration, or refuses it', () => {
    fc.assert(
      fc.property(sources, (source) => {
        const timing = derived(source);
        if (!(timing instanceof ConfigError)) {
          expectOrder(timing, source);
        }
      }),
      { numRuns: 2000 },
    );
  });

  it('takes a message for stale while its event can still be saved', () => {
    fc.assert(
      fc.property(sources, (source) => {
        fc.pre(source.windowHours > 1 && source.notReadyWindowHours > 1);
        const shortest = Math.min(source.windowHours, source.notReadyWindowHours) * 3600;
        const { staleMessageSeconds, visibilitySeconds } = deriveTiming(source);
        expect(staleMessageSeconds).toBeLessThanOrEqual(shortest / 2);
        expect(staleMessageSeconds).toBeGreaterThan(Math.min(visibilitySeconds, shortest / 2 - 1));
      }),
    );
  });

  it('refuses nothing whose retry windows are two hours or longer', () => {
    fc.assert(
      fc.property(sources, (source) => {
        const hours = Math.max(2, Math.min(source.windowHours, source.notReadyWindowHours));
        expect(derived({ ...source, windowHours: hours, notReadyWindowHours: hours })).not.toBeInstanceOf(
          ConfigError,
        );
      }),
    );
  });

  it('gives a batch the time of all its rounds', () => {
    fc.assert(
      fc.property(sources, (source) => {
        fc.pre(source.windowHours > 1 && source.notReadyWindowHours > 1);
        const { processorTimeoutSeconds } = deriveTiming(source);
        const work = Math.ceil(source.batchSize / source.inBatchConcurrency) * source.eventBudgetSeconds;
        expect(processorTimeoutSeconds).toBeGreaterThan(work);
      }),
    );
  });

  it('refuses a grace that outlasts the retry window and says what to change', () => {
    const slow = { eventBudgetSeconds: 60, inBatchConcurrency: 1, windowHours: 1 };
    expect(() => deriveTiming({ ...DEFAULTS, ...slow })).toThrow(
      /grace of 3756 s.*less than the shortest retry window \(3600 s\).*Lower timing\.eventBudgetSeconds/s,
    );
  });

  it.each([
    ['a time-out as long as the lease', { processorTimeoutSeconds: 45 }],
    ['a time-out over Lambda’s limit', { processorTimeoutSeconds: 901, leaseSeconds: 916 }],
    ['a lease over the visibility time-out', { leaseSeconds: 181 }],
    ['a visibility time-out as long as the grace', { visibilitySeconds: 300 }],
    ['a queue that forgets within the retry window', { queueRetentionDays: 3 }],
    ['dead letters that are forgotten with the queue', { deadLetterRetentionDays: 4 }],
    ['an ingest function that outlasts API Gateway', { ingestTimeoutSeconds: 30 }],
    ['a sweep that runs into the next', { sweepTimeoutSeconds: 60 }],
  ])('refuses %s', (_name, change) => {
    expect(() => assertCoherent({ ...deriveTiming(DEFAULTS), ...change }, DEFAULTS)).toThrow(ConfigError);
  });
});

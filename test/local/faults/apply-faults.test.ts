import { functionCredentials } from '../../../local/aws/access-keys';
import { FaultRules } from '../../../local/aws/gateway/fault-rules';
import type { GatewayCall } from '../../../local/aws/gateway/gateway.types';
import { applyFaults, type FaultTarget } from '../../../local/faults/apply-faults';
import { parseFaults } from '../../../local/faults/parse-faults';
import { BURST_MS } from '../../../local/faults/provider-faults';
import type { Faults } from '../../../local/simulators/start-simulators';

const FUNCTION = 'Ingest';

class FakeRun implements FaultTarget {
  readonly rules = new FaultRules();
  readonly bursts: (Faults | undefined)[] = [];
  readonly killed: string[] = [];
  readonly gateway = { addRule: this.rules.add.bind(this.rules) };
  readonly simulators = {
    acme: { provider: 'acme', setFaults: (faults: Faults | undefined) => void this.bursts.push(faults) },
  };
  readonly deployment = { functions: [{ logicalId: FUNCTION }] };
  readonly kill = (id: string) => this.killed.push(id) > 0;

  /** How many of `calls` are disturbed. */
  disturbed(call: Partial<GatewayCall>, calls = 1000): number {
    const caller = functionCredentials(FUNCTION).accessKeyId;
    const whole = { service: 's3', action: 'PutObject', resource: '', caller, ...call } as const;
    return Array.from({ length: calls }, () => this.rules.take(whole)).filter(Boolean).length;
  }
}

describe('applyFaults', () => {
  let run: FakeRun;
  beforeEach(() => {
    jest.useFakeTimers();
    run = new FakeRun();
  });
  afterEach(() => jest.useRealTimers());

  it('disturbs the given fraction of the functions’ calls to the service, and nobody else’s', () => {
    applyFaults(parseFaults('s3-500:0.2'), run, { seed: 1 });
    expect(run.disturbed({})).toBeGreaterThan(150);
    expect(run.disturbed({})).toBeLessThan(250);
    expect(run.disturbed({ service: 'dynamodb' })).toBe(0);
    expect(run.disturbed({ caller: 'local' })).toBe(0);
  });

  it('lets SQS accept a message before its answer is lost', () => {
    applyFaults(parseFaults('sqs-timeout-after-accept:1'), run, { seed: 1 });
    const caller = functionCredentials(FUNCTION).accessKeyId;
    const send = { service: 'sqs', action: 'SendMessage', resource: 'q', caller } as const;
    expect(run.rules.take(send)).toEqual({ kind: 'hang-up', when: 'after' });
    expect(run.disturbed({ service: 'sqs', action: 'ReceiveMessage' })).toBe(0);
  });

  it('draws the same sequence from the same seed, another from another', () => {
    const sequence = (seed: number) => {
      const target = new FakeRun();
      const applied = applyFaults(parseFaults('provider-429:0.4,provider-slow:0.4'), target, { seed });
      jest.advanceTimersByTime(40 * BURST_MS);
      applied.stop();
      return target.bursts;
    };
    expect(sequence(1)).toEqual(sequence(1));
    expect(sequence(1)).not.toEqual(sequence(2));
  });

  it('combines what a burst draws, answering 429 before 500', () => {
    applyFaults(parseFaults('provider-500:1,provider-429:1,provider-half:1'), run, { seed: 1 });
    expect(run.bursts).toEqual([{ failure: { status: 429, retryAfter: 2 }, cutBody: true }]);
  });

  it('kills functions now and then', () => {
    applyFaults(parseFaults('function-kill:0.5'), run, { seed: 1 });
    jest.advanceTimersByTime(100_000);
    expect(run.killed.length).toBeGreaterThan(30);
    expect(new Set(run.killed)).toEqual(new Set([FUNCTION]));
  });

  it('ends every fault when stopped', () => {
    const all = 'provider-500:1,s3-500:1,function-kill:1';
    const applied = applyFaults(parseFaults(all), run, { seed: 1 });
    applied.stop();
    jest.advanceTimersByTime(10_000);
    expect(run.disturbed({})).toBe(0);
    expect(run.bursts.at(-1)).toBeUndefined();
    expect(run.killed).toEqual([]);
  });

  it('refuses a fault whose part the run does not have', () => {
    const foreign = { ...run, gateway: undefined, simulators: {} };
    expect(() => applyFaults(parseFaults('s3-500'), foreign, { seed: 1 })).toThrow('embedded AWS engines');
    expect(() => applyFaults(parseFaults('provider-429'), foreign, { seed: 1 })).toThrow('simulators');
  });
});

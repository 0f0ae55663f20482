import { functionCredentials } from '../../../../local/aws/access-keys';
import { FaultRules } from '../../../../local/aws/gateway/fault-rules';
import type { Gateway, GatewayCall } from '../../../../local/aws/gateway/gateway.types';
import { killAtCall } from '../../../../proofs/chaos/stack/kill-at-call';

const OPTIONS = { functionIds: ['Processor'], atCall: 2, withinMs: 1_000 };

describe('killAtCall', () => {
  let rules: FaultRules;
  let killed: string[];
  const call = (functionId: string): GatewayCall => ({
    service: 'dynamodb',
    action: 'UpdateItem',
    resource: 'table',
    caller: functionCredentials(functionId).accessKeyId,
  });
  const kill = (options: Partial<typeof OPTIONS> = {}, present = true) =>
    killAtCall(
      {
        gateway: { addRule: (rule) => rules.add(rule) } as Gateway,
        kill: (id) => present && killed.push(id) > 0,
      },
      { ...OPTIONS, ...options },
    );
  beforeEach(() => {
    rules = new FaultRules();
    killed = [];
  });

  it('kills in the midst of the chosen call of the function, which is carried out', async () => {
    const done = kill();
    expect(rules.take(call('Processor'))).toBeUndefined();
    expect(rules.take(call('Another'))).toBeUndefined();
    expect(killed).toEqual([]);
    expect(rules.take(call('Processor'))).toBeUndefined();
    expect(killed).toEqual(['Processor']);
    await expect(done).resolves.toBe(true);
  });

  it('kills once', async () => {
    const done = kill({ atCall: 1 });
    rules.take(call('Processor'));
    rules.take(call('Processor'));
    await done;
    expect(killed).toEqual(['Processor']);
  });

  it('kills a process that does nothing when none is at work in time', async () => {
    await expect(kill({ withinMs: 1 })).resolves.toBe(true);
    expect(killed).toEqual(['Processor']);
  });

  it('says when there is no process', async () => {
    await expect(kill({ withinMs: 1 }, false)).resolves.toBe(false);
  });
});

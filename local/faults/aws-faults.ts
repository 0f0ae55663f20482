import type { Fault, FaultRule, GatewayCall } from '../aws/gateway/gateway.types';
import type { FaultName } from './fault-catalogue';
import type { FaultSwitch } from './parse-faults';
import { SeededChance } from './seeded-chance';

interface Effect {
  concerns(call: GatewayCall): boolean;
  readonly fault: Fault;
}

const EFFECTS: Partial<Record<FaultName, Effect>> = {
  'dynamodb-throttle': {
    concerns: ({ service }) => service === 'dynamodb',
    fault: {
      kind: 'error',
      status: 400,
      code: 'ProvisionedThroughputExceededException',
      message: 'Injected: the level of configured provisioned throughput for the table was exceeded.',
    },
  },
  'sqs-timeout-after-accept': {
    concerns: ({ service, action }) => service === 'sqs' && action === 'SendMessage',
    fault: { kind: 'hang-up', when: 'after' },
  },
  's3-500': {
    concerns: ({ service }) => service === 's3',
    fault: { kind: 'error', status: 500, code: 'InternalError', message: 'Injected.' },
  },
};

/** The gateway's rules for these faults; only calls of `callers` (access keys of the functions) are disturbed. */
export function awsFaultRules(
  switches: readonly FaultSwitch[],
  callers: ReadonlySet<string>,
  seed: number,
): readonly FaultRule[] {
  return switches.flatMap(({ name, rate }) => {
    const effect = EFFECTS[name];
    const chance = new SeededChance(seed, name);
    return effect
      ? [
          {
            matches: (call) => callers.has(call.caller) && effect.concerns(call) && chance.hits(rate),
            fault: effect.fault,
          },
        ]
      : [];
  });
}

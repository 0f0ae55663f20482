import { UsageError } from '../../cli/terminal/errors';
import { functionCredentials } from '../aws/access-keys';
import type { FaultRule } from '../aws/gateway/gateway.types';
import { awsFaultRules } from './aws-faults';
import type { FaultTargetKind } from './fault-catalogue';
import { type FaultSwitch, faultsOn } from './parse-faults';
import { type FaultySimulator, startProviderFaults } from './provider-faults';
import { SeededChance } from './seeded-chance';

/** What of a local run faults are applied to; a `LocalRun` is one. */
export interface FaultTarget {
  readonly gateway?: { addRule(rule: FaultRule): () => void } | undefined;
  readonly simulators: Readonly<Record<string, FaultySimulator>>;
  readonly deployment: { readonly functions: readonly { readonly logicalId: string }[] };
  /** SIGKILLs one random process of a function; false when it has none. */
  kill(functionId: string): boolean;
}

export interface AppliedFaults {
  /** Ends every fault; what they led to is left to the stack. */
  stop(): void;
}

const KILL_EVERY_MS = 1_000;

/**
 * Switches faults on in a running stack. The same seed draws the same sequence, though not at the same calls.
 * @throws UsageError when a fault needs a part that this run does not have
 */
export function applyFaults(
  switches: readonly FaultSwitch[],
  run: FaultTarget,
  { seed }: { readonly seed: number },
): AppliedFaults {
  const providers = findNeeding('providers', switches, Object.keys(run.simulators).length > 0);
  const aws = findNeeding('aws', switches, run.gateway !== undefined);
  const kills = faultsOn('functions', switches);
  const callers = new Set(
    run.deployment.functions.map(({ logicalId }) => functionCredentials(logicalId).accessKeyId),
  );
  const stops = [
    ...awsFaultRules(aws, callers, seed).flatMap((rule) => run.gateway?.addRule(rule) ?? []),
    ...(providers.length > 0 ? [startProviderFaults(providers, Object.values(run.simulators), seed)] : []),
    ...kills.map(({ rate }) => startKilling(rate, run, seed)),
  ];
  return {
    stop: () => {
      for (const stop of stops) {
        stop();
      }
    },
  };
}

const NEEDS: Readonly<Record<FaultTargetKind, string>> = {
  providers: 'the built-in provider simulators',
  aws: 'the embedded AWS engines',
  functions: 'functions',
};

function findNeeding(
  target: FaultTargetKind,
  switches: readonly FaultSwitch[],
  present: boolean,
): readonly FaultSwitch[] {
  const wanted = faultsOn(target, switches);
  if (wanted[0] && !present) {
    throw new UsageError(
      `--faults: got ${wanted[0].name}, which needs ${NEEDS[target]}; this run uses others. Leave it out.`,
    );
  }
  return wanted;
}

function startKilling(rate: number, { deployment, kill }: FaultTarget, seed: number): () => void {
  const chance = new SeededChance(seed, 'function-kill');
  const timer = setInterval(() => {
    if (chance.hits(rate) && deployment.functions.length > 0) {
      kill(chance.pick(deployment.functions).logicalId);
    }
  }, KILL_EVERY_MS);
  return () => clearInterval(timer);
}

import { FAULTS, type Fault } from './faults';

/** One fault at one step of a schedule. */
export interface PlannedFault {
  readonly step: number;
  readonly fault: Fault;
}

/** A schedule is its faults: everything else follows from the scenario and its seed. */
export type Plan = readonly PlannedFault[];

export function formatPlan(plan: Plan): string {
  return plan.length === 0 ? '-' : plan.map(({ step, fault }) => `${step}:${fault}`).join(',');
}

/** @throws Error naming the part that is no `step:fault` */
export function parsePlan(text: string): Plan {
  return text === '-' ? [] : text.split(',').map(parseFault);
}

function parseFault(part: string): PlannedFault {
  const [step = '', fault = ''] = part.split(':');
  if (!/^\d+$/.test(step) || !Object.hasOwn(FAULTS, fault)) {
    throw new Error(
      `Trace: got "${part}", expected step:fault with a fault of ${Object.keys(FAULTS).join(', ')}.`,
    );
  }
  return { step: Number(step), fault: fault as Fault };
}

import type { Fault, FaultRule, GatewayCall } from './gateway.types';

/** The faults to inject, oldest rule first. */
export class FaultRules {
  readonly #rules: { readonly rule: FaultRule; left: number }[] = [];

  add(rule: FaultRule): () => void {
    const entry = { rule, left: rule.times ?? Number.POSITIVE_INFINITY };
    this.#rules.push(entry);
    return () => {
      entry.left = 0;
    };
  }

  /** The fault for this call, if any rule matches; it counts as one use of the rule. */
  take(call: GatewayCall): Fault | undefined {
    const found = this.#rules.find((entry) => entry.left > 0 && entry.rule.matches(call));
    if (found) {
      found.left -= 1;
    }
    return found?.rule.fault;
  }
}

import type { CallCount, GatewayCall } from './gateway.types';

/** How often who called what. */
export class CallCounts {
  readonly #counts = new Map<string, { readonly call: GatewayCall; count: number }>();

  add(call: GatewayCall): void {
    const key = `${call.service} ${call.action} ${call.caller}`;
    const entry = this.#counts.get(key);
    if (entry) {
      entry.count += 1;
    } else {
      this.#counts.set(key, { call, count: 1 });
    }
  }

  list(): readonly CallCount[] {
    return [...this.#counts.values()].map(({ call: { service, action, caller }, count }) => ({
      service,
      action,
      caller,
      count,
    }));
  }
}

import type { Permission } from '../gateway/gateway.types';
import type { Request } from './evaluate';
import type { Statement } from './statement';

/** A permission that was asked for in vain. */
export interface DeniedCall extends Permission {
  readonly role: string;
  readonly count: number;
}

/** How often a grant was needed, and the first request that needed it. */
export interface Use {
  readonly count: number;
  readonly first: Request;
}

/** Kept apart up to this many; a run that is refused everything needs no longer list. */
const DENIED_AT_MOST = 200;

/** What became of the requests so far. */
export class Usage {
  readonly #uses = new Map<Statement, { count: number; readonly first: Request }>();
  readonly #denied = new Map<string, { count: number; readonly call: Omit<DeniedCall, 'count'> }>();

  allowed(request: Request, by: readonly Statement[]): void {
    for (const statement of by) {
      const use = this.#uses.get(statement);
      if (use) {
        use.count += 1;
      } else {
        this.#uses.set(statement, { count: 1, first: request });
      }
    }
  }

  denied(call: Omit<DeniedCall, 'count'>): void {
    const key = `${call.role} ${call.action} ${call.resource}`;
    const known = this.#denied.get(key);
    if (known) {
      known.count += 1;
    } else if (this.#denied.size < DENIED_AT_MOST) {
      this.#denied.set(key, { count: 1, call });
    }
  }

  of(statement: Statement): Use | undefined {
    return this.#uses.get(statement);
  }

  deniedCalls(): readonly DeniedCall[] {
    return [...this.#denied.values()].map(({ call, count }) => ({ ...call, count }));
  }
}

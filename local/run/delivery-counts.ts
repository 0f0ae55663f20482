import {
  DELIVERIES_WINDOW_MS,
  type Deliveries,
  type SourceDeliveries,
} from '../../cli/connection/received-deliveries';
import { ACCEPTED_METRICS, REFUSAL_METRICS, REFUSAL_REASONS } from '../../lambda/domain/metrics';

const MINUTE_MS = 60_000;

/** What is counted under one key in one minute: `accepted`, or a reason. */
interface Minute {
  readonly at: number;
  gatewayRefused: number;
  /** Source → what → how many. */
  readonly sources: Map<string, Map<string, number>>;
}

/**
 * Deliveries that this run saw in the last hour: by the metrics in the functions' log lines, as CloudWatch counts them, and by the
 * answers that the stand-in of API Gateway gave itself. In memory: a restart resets them.
 */
export class DeliveryCounts {
  readonly #startedAt: number;
  #minutes: Minute[] = [];

  constructor(private readonly now: () => number = Date.now) {
    this.#startedAt = now();
  }

  /** A line of a function's log. */
  readLine(line: string): void {
    const metrics = line.includes('"_aws"') ? parseMetrics(line) : undefined;
    if (typeof metrics?.source !== 'string') {
      return;
    }
    const { source, reason } = metrics;
    const refusal = REFUSAL_REASONS.find((one) => one === reason);
    if (refusal !== undefined) {
      this.#add(source, refusal, readSum(metrics[REFUSAL_METRICS[refusal]]));
    }
    for (const name of reason === undefined ? ACCEPTED_METRICS : []) {
      this.#add(source, 'accepted', readSum(metrics[name]));
    }
  }

  /** A request was refused before any function saw it. */
  gatewayRefused(): void {
    this.#minute().gatewayRefused += 1;
  }

  /** Of the last hour; sources to which nothing came are left out. */
  report(): Deliveries {
    const from = this.now() - DELIVERIES_WINDOW_MS;
    const minutes = this.#minutes.filter(({ at }) => at + MINUTE_MS > from);
    const ids = new Set(minutes.flatMap(({ sources }) => [...sources.keys()]));
    return {
      since: new Date(Math.max(from, this.#startedAt)).toISOString(),
      delaySeconds: 0,
      sources: [...ids].sort().map((source) => sourceReport(source, minutes)),
      gatewayRefused: minutes.reduce((sum, minute) => sum + minute.gatewayRefused, 0),
    };
  }

  #add(source: string, what: string, count: number): void {
    if (count > 0) {
      const { sources } = this.#minute();
      const counts = sources.get(source) ?? new Map<string, number>();
      sources.set(source, counts.set(what, (counts.get(what) ?? 0) + count));
    }
  }

  #minute(): Minute {
    const at = Math.floor(this.now() / MINUTE_MS) * MINUTE_MS;
    const newest = this.#minutes.at(-1);
    if (newest?.at === at) {
      return newest;
    }
    const minute = { at, gatewayRefused: 0, sources: new Map() };
    this.#minutes = [...this.#minutes.filter((one) => one.at > at - 2 * DELIVERIES_WINDOW_MS), minute];
    return minute;
  }
}

function sourceReport(source: string, minutes: readonly Minute[]): SourceDeliveries {
  const sumOver = (what: string) =>
    minutes.reduce((sum, { sources }) => sum + (sources.get(source)?.get(what) ?? 0), 0);
  const refused = REFUSAL_REASONS.map((reason) => [reason, sumOver(reason)] as const);
  return {
    source,
    accepted: sumOver('accepted'),
    refused: Object.fromEntries(refused.filter(([, count]) => count > 0)),
  };
}

function parseMetrics(line: string): Readonly<Record<string, unknown>> | undefined {
  try {
    const parsed: unknown = JSON.parse(line);
    return typeof parsed === 'object' && parsed !== null ? { ...parsed } : undefined;
  } catch {
    return undefined;
  }
}

/** Powertools writes a single value alone, and several as a list. */
function readSum(value: unknown): number {
  const values = Array.isArray(value) ? value : [value];
  return values.reduce<number>((sum, one) => sum + (typeof one === 'number' ? one : 0), 0);
}

import type { WrittenItem } from '../aws/gateway/gateway.types';
import type { AnsweredRequest } from '../aws/http-api/start-http-api';
import type { Activity } from './activity.types';
import { describeWrite } from './record-activity';
import { describeRequest, findReason } from './request-activity';
import { describeSum } from './sum-activity';

/** Which of the run's addresses and tables are watched. */
export interface WatchedRun {
  readonly table: string;
  readonly sources: readonly { readonly id: string; readonly url: string }[];
}

export interface FeedOptions {
  readonly onActivity: (activity: Activity) => void;
  /** One line for what was too much to tell one by one. */
  readonly onSum: (at: number, text: string) => void;
  /** @default Date.now */
  readonly now?: () => number;
}

/** More lines in a second nobody reads; the rest is summed up. */
export const LINES_PER_SECOND = 10;
const WINDOW_MS = 1_000;
/** A function's log line may arrive a little later than its answer. */
const REASON_WITHIN_MS = 300;
const MOST_REASONS = 200;

/**
 * Tells each request of a run with its answer, and each event that becomes final or waits: by what the HTTP API answered, what the
 * functions logged, and what was written to the table. Under load it tells sums.
 */
export class ActivityFeed {
  #watched: WatchedRun | undefined;
  #sourceAt = new Map<string, string>();
  #told = 0;
  #untold: Activity[] = [];
  #window: NodeJS.Timeout | undefined;
  readonly #reasons = new Map<string, string>();
  readonly #waiting = new Map<string, (why: string | undefined) => void>();
  readonly #now: () => number;

  constructor(private readonly options: FeedOptions) {
    this.#now = options.now ?? Date.now;
  }

  /** From now on. What came before is not told: nobody was let in. */
  open(run: WatchedRun): void {
    this.#watched = run;
    this.#sourceAt = new Map(run.sources.map(({ id, url }) => [new URL(url).pathname, id]));
  }

  answered(request: AnsweredRequest): void {
    if (!this.#watched) {
      return;
    }
    const context = { at: this.#now(), source: this.#sourceAt.get(request.path) };
    const { requestId } = request;
    if (request.status < 400 || requestId === undefined || request.error || this.#isFull) {
      this.#tell(describeRequest(request, context));
      return;
    }
    this.#whenExplained(requestId, (why) => this.#tell(describeRequest(request, { ...context, why })));
  }

  /** A line of a function's log. */
  logged(line: string): void {
    const reason = this.#watched && findReason(line);
    if (!reason) {
      return;
    }
    const { requestId, why } = reason;
    const tell = this.#waiting.get(requestId);
    if (tell) {
      tell(why);
      return;
    }
    this.#reasons.set(requestId, why);
    if (this.#reasons.size > MOST_REASONS) {
      const [oldest = ''] = this.#reasons.keys();
      this.#reasons.delete(oldest);
    }
  }

  wrote(written: WrittenItem): void {
    if (written.table !== this.#watched?.table) {
      return;
    }
    const activity = describeWrite(written);
    if (activity) {
      this.#tell(activity);
    }
  }

  /** Tells what is still to be told. */
  close(): void {
    for (const tell of [...this.#waiting.values()]) {
      tell(undefined);
    }
    this.#endWindow();
  }

  #whenExplained(requestId: string, tell: (why: string | undefined) => void): void {
    const known = this.#reasons.get(requestId);
    if (known !== undefined) {
      this.#reasons.delete(requestId);
      tell(known);
      return;
    }
    const timer = setTimeout(() => this.#waiting.get(requestId)?.(undefined), REASON_WITHIN_MS);
    this.#waiting.set(requestId, (why) => {
      clearTimeout(timer);
      this.#waiting.delete(requestId);
      tell(why);
    });
  }

  get #isFull(): boolean {
    return this.#told >= LINES_PER_SECOND;
  }

  #tell(activity: Activity): void {
    this.#window ??= setTimeout(() => this.#endWindow(), WINDOW_MS).unref();
    if (this.#isFull) {
      this.#untold.push(activity);
      return;
    }
    this.#told += 1;
    this.options.onActivity(activity);
  }

  #endWindow(): void {
    clearTimeout(this.#window);
    this.#window = undefined;
    const untold = this.#untold.splice(0);
    this.#told = 0;
    if (untold.length > 0) {
      this.options.onSum(this.#now(), describeSum(untold));
    }
  }
}

import { MAX_RETRY_AFTER_MS, readRetryAfter } from '../../domain/lifecycle/retry-policy';
import { ProviderError } from '../../domain/provider/error-kinds';
import type { HttpClient, HttpGet } from '../../domain/provider/provider';
import type { Clock } from '../ports';

/** A 429 without `Retry-After` closes the gate for this long. */
const DEFAULT_CLOSED_MS = 2_000;

export interface ProviderGateProps {
  /** This process's share of what the provider allows. */
  readonly requestsPerSecond: number;
  readonly clock: Clock;
}

/**
 * Paces one process's calls to a provider, and refuses calls after a 429 for as long as `Retry-After` says. Lives as long as the
 * process, so that the 429 of one event also holds back the calls for other events. The pace counts all calls. A 429 closes the
 * gate only for the API token that received it: another token may belong to another account.
 */
export class ProviderGate {
  /** Authorization header, or the origin of a request without one → epoch milliseconds. */
  private readonly closedUntil = new Map<string, number>();
  private nextSlot = 0;

  constructor(private readonly props: ProviderGateProps) {}

  /**
   * The client behind this gate: each request waits for the next slot; `onThrottled` is called for every 429.
   * @throws ProviderError `throttled` while closed, or when the slot lies past the deadline
   */
  guard(client: HttpClient, onThrottled: () => void = () => undefined): HttpClient {
    const { clock, requestsPerSecond } = this.props;
    return {
      get: async (request) => {
        this.refuseWhileClosed(request);
        const start = clock.now();
        const slot = Math.max(start, this.nextSlot);
        if (slot >= request.deadline) {
          const message = 'No free slot before the deadline; our own pacing, not the provider.';
          throw new ProviderError('throttled', message, { retryAfter: slot - start });
        }
        this.nextSlot = slot + 1000 / requestsPerSecond;
        if (slot > start) {
          await clock.sleep(slot - start);
          this.refuseWhileClosed(request);
        }
        const response = await client.get(request);
        if (response.status === 429) {
          const now = clock.now();
          const asked = readRetryAfter(response.headers, now) ?? DEFAULT_CLOSED_MS;
          const until = now + Math.min(asked, MAX_RETRY_AFTER_MS);
          this.closedUntil.set(chooseKey(request), Math.max(this.closedUntilFor(request), until));
          onThrottled();
        }
        return response;
      },
    };
  }

  private refuseWhileClosed(request: HttpGet): void {
    const wait = this.closedUntilFor(request) - this.props.clock.now();
    if (wait > 0) {
      throw new ProviderError('throttled', 'The provider asked for a pause; not called.', {
        retryAfter: wait,
      });
    }
  }

  private closedUntilFor(request: HttpGet): number {
    return this.closedUntil.get(chooseKey(request)) ?? 0;
  }
}

/** Whose pause it is: the token's, or of a request without one the host's. */
function chooseKey({ headers, url }: HttpGet): string {
  return headers?.authorization ?? (URL.canParse(url) ? new URL(url).origin : '');
}

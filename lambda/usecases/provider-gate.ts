import { ProviderError } from '../domain/error-kinds';
import type { HttpClient, HttpGet, HttpResponse } from '../domain/http-client';
import { retryAfterOf } from '../domain/retry-policy';
import type { Clock } from './ports';

/** A 429 without `Retry-After` closes the gate for this long. */
const DEFAULT_CLOSED_MS = 2_000;
/** A gate closed for longer than this is asked again: a wrong header must not stop a process for hours. */
const MAX_CLOSED_MS = 15 * 60 * 1000;

export interface ProviderGateProps {
  /** This process's share of what the provider allows. */
  readonly requestsPerSecond: number;
  readonly clock: Clock;
}

/**
 * Paces one process's calls to a provider, and closes on a 429 until the provider allows calls again. Lives as long as the
 * process, so that one event's 429 spares the provider every other event's call.
 */
export class ProviderGate {
  private closedUntil = 0;
  private nextSlot = 0;

  constructor(private readonly props: ProviderGateProps) {}

  /** The client behind this gate; `onThrottled` hears of every 429. */
  guard(client: HttpClient, onThrottled: () => void = () => undefined): HttpClient {
    return {
      get: async (request) => {
        await this.enter(request);
        const response = await client.get(request);
        if (response.status === 429) {
          this.close(response);
          onThrottled();
        }
        return response;
      },
    };
  }

  /** Waits for the next slot. @throws ProviderError `throttled` while closed, or when the slot lies past the deadline */
  private async enter(request: HttpGet): Promise<void> {
    this.refuseWhileClosed();
    const now = this.props.clock.now();
    const slot = Math.max(now, this.nextSlot);
    if (slot >= request.deadline) {
      throw new ProviderError(
        'throttled',
        'No free slot before the deadline; our own pacing, not the provider.',
        {
          retryAfter: slot - now,
        },
      );
    }
    this.nextSlot = slot + 1000 / this.props.requestsPerSecond;
    if (slot > now) {
      await this.props.clock.sleep(slot - now);
      this.refuseWhileClosed();
    }
  }

  private refuseWhileClosed(): void {
    const wait = this.closedUntil - this.props.clock.now();
    if (wait > 0) {
      throw new ProviderError('throttled', 'The provider asked for a pause; not called.', {
        retryAfter: wait,
      });
    }
  }

  private close(response: HttpResponse): void {
    const now = this.props.clock.now();
    const asked = retryAfterOf(response.headers, now) ?? DEFAULT_CLOSED_MS;
    this.closedUntil = Math.max(this.closedUntil, now + Math.min(asked, MAX_CLOSED_MS));
  }
}

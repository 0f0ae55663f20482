import { ProviderError } from '../domain/error-kinds';
import type { EventRecord } from '../domain/event-record';
import type { CoveringTwin } from '../domain/moves';
import { MAX_RESULT_BYTES } from '../domain/policy';
import type { IncomingEvent, Obtained } from '../domain/provider';
import { type BodyReading, readBody } from '../domain/read-body';
import { attempting } from './attempting';
import { findTwin } from './find-twin';
import type { ApiTokens, RawStore } from './ports';
import type { ProcessDeps } from './process-deps';
import type { Source } from './source';
import { storedBody } from './stored-body';

export interface ObtainedResult {
  readonly obtained: Obtained;
  /** The webhook's own bytes. */
  readonly event: Uint8Array;
  /** What these bytes say. */
  readonly announced: IncomingEvent;
}

/** Nothing was asked: reconciliation had fetched it already. */
export interface CoveredResult {
  readonly twin: CoveringTwin;
}

/** Reads the event's body again and asks the provider for what it announces. @throws ProviderError */
export async function obtainResult(
  record: EventRecord,
  deadline: number,
  deps: ProcessDeps,
): Promise<ObtainedResult | CoveredResult> {
  const source = deps.sources.get(record.source);
  if (!source) {
    throw new ProviderError(
      'permanent',
      `Source "${record.source}" is not configured. Add it to the configuration, deploy, then redrive.`,
    );
  }
  const event = await loadBody(record, deps.raw);
  const announced = fetchable(readBody(source.provider, event));
  const twin = await findTwin({ record, event: announced.event, source }, deps);
  if (twin) {
    return { twin };
  }
  const obtained = await withFreshToken(source, deps.tokens, (apiToken) =>
    source.provider.obtain({
      ...announced,
      options: source.options,
      http: deps.gate.guard(deps.http, () => countThrottled(record, deps)),
      download: deps.http,
      apiToken,
      // A list says that there is data, and holds none of it.
      refetch: record.generation > 1 || record.origin === 'reconciled',
      now: deps.clock.now(),
      deadline,
      maxBytes: MAX_RESULT_BYTES,
    }),
  );
  return { obtained, event, announced: announced.event };
}

function countThrottled({ provider }: EventRecord, { telemetry }: ProcessDeps): void {
  telemetry.count('Throttled', { provider });
}

function fetchable({ reading, json }: BodyReading) {
  if (reading.kind !== 'event' || reading.event.disposition !== 'fetch' || !json) {
    throw new ProviderError('permanent', 'The stored body announces nothing to fetch in this version.');
  }
  return { event: reading.event, body: json };
}

async function loadBody(record: EventRecord, raw: Pick<RawStore, 'getRaw'>): Promise<Uint8Array> {
  const body = await attempting('Reading the stored body in S3', () => storedBody(record, raw));
  if (!body) {
    throw new ProviderError(
      'permanent',
      'The stored body is gone from S3 (expired or deleted); the provider must send the event again.',
    );
  }
  return body;
}

/** A token that is refused may have been replaced: it is read anew once, and only another token is tried. */
export async function withFreshToken<T>(
  source: Source,
  tokens: ApiTokens,
  call: (apiToken: () => Promise<string>) => Promise<T>,
): Promise<T> {
  let used: string | undefined;
  try {
    return await call(async () => {
      used = await readToken(source, tokens, false);
      return used;
    });
  } catch (error) {
    if (!(error instanceof ProviderError && error.kind === 'credentials')) {
      throw error;
    }
    const fresh = await readToken(source, tokens, true);
    if (fresh === used) {
      throw error;
    }
    return call(async () => fresh);
  }
}

async function readToken(source: Source, tokens: ApiTokens, refresh: boolean): Promise<string> {
  const state = await attempting('Reading the API token', () => tokens.apiToken(source.id, { refresh }));
  if (!state.set) {
    throw new ProviderError(
      'credentials',
      `The API token of source "${source.id}" is still the placeholder. Put the real token into its secret.`,
    );
  }
  return state.value;
}

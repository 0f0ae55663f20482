import { GetSecretValueCommand, type SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import type { SecretsCache } from '../../contracts/environment';
import { parseSourceSettings, type SourceSettings } from '../../contracts/source-settings';
import type { ApiTokens, Clock, SecretReadOptions, SecretState, SigningKeys } from '../../usecases/ports';
import { parseApiToken, parseSigningKeys } from './secret-values';

export interface SecretsManagerSecretsProps {
  readonly client: SecretsManagerClient;
  /** Source id → ARN of the one secret this function reads. */
  readonly arns: ReadonlyMap<string, string>;
  readonly clock: Pick<Clock, 'now'>;
  /**
   * A revoked key is refused, and a replaced token used, at most `cacheSeconds` after the change. However many bad signatures
   * arrive, a secret is read at most once per `refreshFloorSeconds`. A placeholder is not kept longer either.
   */
  readonly cache: SecretsCache;
}

type Parse<T> = (source: string, secret: string) => SecretState<T>;

/** Secrets of the sources, cached in memory; concurrent readers share one call. */
export class SecretsManagerSecrets implements SigningKeys, ApiTokens {
  private readonly cache = new Map<string, { readonly text: string; readonly readAt: number }>();
  private readonly triedAt = new Map<string, number>();
  private readonly calls: SharedCalls<string>;

  constructor(private readonly props: SecretsManagerSecretsProps) {
    this.calls = new SharedCalls(props.clock);
  }

  signingKeys(source: string, options: SecretReadOptions = {}): Promise<SecretState<readonly string[]>> {
    return this.read(source, parseSigningKeys, options);
  }

  apiToken(source: string, options: SecretReadOptions = {}): Promise<SecretState<string>> {
    return this.read(source, parseApiToken, options);
  }

  private async read<T>(
    source: string,
    parse: Parse<T>,
    options: SecretReadOptions,
  ): Promise<SecretState<T>> {
    const cached = this.findCached(source, parse, options);
    if (cached !== undefined) {
      return parse(source, cached);
    }
    options.signal?.throwIfAborted();
    // Takes no caller's signal, since other callers wait for the same answer. The client's own time-outs end the call.
    const call = this.calls.get(source, async () => {
      const arn = this.props.arns.get(source);
      if (arn === undefined) {
        throw new Error(
          `Secret: source "${source}" is not in the settings of this function. Deploy the stack again.`,
        );
      }
      const readAt = this.props.clock.now();
      this.triedAt.set(source, readAt);
      const text = await readSecret(arn, this.props.client);
      this.cache.set(source, { text, readAt });
      return text;
    });
    return parse(source, await untilAborted(call, options.signal));
  }

  /** The cached text that may serve this read; undefined: the secret has to be read. */
  private findCached<T>(
    source: string,
    parse: Parse<T>,
    { anyAge, refresh }: SecretReadOptions,
  ): string | undefined {
    const cached = this.cache.get(source);
    if (!cached) {
      return undefined;
    }
    let usable = false;
    try {
      usable = parse(source, cached.text).set;
    } catch {
      // A malformed value, like the placeholder, is about to be replaced by a person: it is read again as soon as the floor allows.
    }
    if (usable && anyAge) {
      return cached.text;
    }
    const now = this.props.clock.now();
    const { cacheSeconds, refreshFloorSeconds } = this.props.cache;
    const isFresh = now - cached.readAt < cacheSeconds * 1000;
    const mayRead = now - (this.triedAt.get(source) ?? 0) >= refreshFloorSeconds * 1000;
    return isFresh && ((usable && !refresh) || !mayRead) ? cached.text : undefined;
  }
}

export interface SecretsManagerSourceSettingsProps {
  readonly client: SecretsManagerClient;
  readonly arn: string;
  readonly clock: Pick<Clock, 'now'>;
}

/**
 * The settings of the sources: read once per process, since a deployment that changes them gives the functions another secret.
 * Concurrent callers share one call. A failure is remembered for a second, then the next caller tries again.
 */
export class SecretsManagerSourceSettings<T> {
  private loaded: T | undefined;
  private readonly calls: SharedCalls<T>;

  /** `build` makes of the settings what the process keeps. */
  constructor(
    private readonly props: SecretsManagerSourceSettingsProps,
    private readonly build: (sources: readonly SourceSettings[]) => T,
  ) {
    this.calls = new SharedCalls(props.clock);
  }

  /** @throws the SDK's error, or one that says what is wrong with the settings */
  async get(): Promise<T> {
    const { arn, client } = this.props;
    this.loaded ??= await this.calls.get(arn, async () =>
      this.build(parseSourceSettings(await readSecret(arn, client))),
    );
    return this.loaded;
  }
}

/**
 * A failure is answered from memory for this long, so that requests that arrive while a service fails cause no call each. A provider
 * waits longer than that before it repeats a webhook.
 */
const FAILURE_KEPT_MS = 1000;

/** Concurrent callers with the same key share one call. Callers within a second of a failure get that failure. */
class SharedCalls<T> {
  private readonly running = new Map<string, Promise<T>>();
  private readonly failures = new Map<string, { readonly error: unknown; readonly at: number }>();

  constructor(private readonly clock: Pick<Clock, 'now'>) {}

  /** @throws the error of the call, or the last one while it is kept */
  async get(key: string, call: () => Promise<T>): Promise<T> {
    const running = this.running.get(key);
    if (running) {
      return running;
    }
    const failed = this.failures.get(key);
    if (failed && this.clock.now() - failed.at < FAILURE_KEPT_MS) {
      throw failed.error;
    }
    const started = call()
      .catch((error: unknown) => {
        this.failures.set(key, { error, at: this.clock.now() });
        throw error;
      })
      .finally(() => this.running.delete(key));
    this.running.set(key, started);
    return started;
  }
}

/** The text of a secret; empty if it holds none. @throws the SDK's error */
async function readSecret(arn: string, client: SecretsManagerClient): Promise<string> {
  const { SecretString: text = '' } = await client.send(new GetSecretValueCommand({ SecretId: arn }));
  return text;
}

async function untilAborted<T>(promise: Promise<T>, signal: AbortSignal | undefined): Promise<T> {
  if (!signal) {
    return promise;
  }
  return new Promise((resolve, reject) => {
    const abort = () => reject(signal.reason);
    signal.addEventListener('abort', abort, { once: true });
    promise.then(resolve, reject).finally(() => signal.removeEventListener('abort', abort));
  });
}

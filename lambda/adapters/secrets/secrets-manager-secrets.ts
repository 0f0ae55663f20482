import { GetSecretValueCommand, type SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import type { SecretsCache } from '../../contracts/environment';
import type { ApiTokens, Clock, SecretReadOptions, SecretState, SigningKeys } from '../../usecases/ports';
import { parseApiToken, parseSigningKeys } from './secret-values';
import { SharedCalls } from './shared-calls';

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
    const call = this.calls.get(source, () => this.load(source));
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
    const usable = isUsable(() => parse(source, cached.text));
    if (usable && anyAge) {
      return cached.text;
    }
    const now = this.props.clock.now();
    const { cacheSeconds, refreshFloorSeconds } = this.props.cache;
    const isFresh = now - cached.readAt < cacheSeconds * 1000;
    const mayRead = now - (this.triedAt.get(source) ?? 0) >= refreshFloorSeconds * 1000;
    return isFresh && ((usable && !refresh) || !mayRead) ? cached.text : undefined;
  }

  /** Takes no caller's signal, since other callers wait for the same answer. The client's own time-outs end the call. */
  private async load(source: string): Promise<string> {
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
  }
}

/** The text of a secret; empty if it holds none. @throws the SDK's error */
export async function readSecret(arn: string, client: SecretsManagerClient): Promise<string> {
  const { SecretString: text = '' } = await client.send(new GetSecretValueCommand({ SecretId: arn }));
  return text;
}

/** A placeholder or a malformed value is about to be replaced by a person, so it is read again as soon as the floor allows. */
function isUsable(parse: () => SecretState<unknown>): boolean {
  try {
    return parse().set;
  } catch {
    return false;
  }
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

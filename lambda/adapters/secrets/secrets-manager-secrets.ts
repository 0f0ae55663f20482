import type { SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import type { SecretsCache } from '../../contracts/environment';
import type { ApiTokens, Clock, SecretReadOptions, SecretState, SigningKeys } from '../../usecases/ports';
import { readSecret } from './read-secret';
import { parseApiToken, parseSigningKeys } from './secret-values';
import { SharedCalls } from './shared-calls';

export interface SecretsManagerSecretsProps {
  readonly client: SecretsManagerClient;
  /** Source id → ARN of the one secret this function reads. */
  readonly arns: ReadonlyMap<string, string>;
  readonly clock: Pick<Clock, 'now'>;
  /**
   * A withdrawn key is refused, and a changed token used, `cacheSeconds` after the change at the latest. However many bad
   * signatures arrive, a secret is asked for once per `refreshFloorSeconds`; a placeholder is not kept longer either.
   */
  readonly cache: SecretsCache;
}

type Parse<T> = (source: string, secret: string) => SecretState<T>;

interface Cached {
  readonly text: string;
  readonly readAt: number;
}

/** Secrets of the sources, kept in memory for a stated time; concurrent readers share one call. */
export class SecretsManagerSecrets implements SigningKeys, ApiTokens {
  private readonly cache = new Map<string, Cached>();
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
    const cached = this.cache.get(source);
    if (cached && this.serves(cached, source, { parse, options })) {
      return parse(source, cached.text);
    }
    options.signal?.throwIfAborted();
    return parse(
      source,
      await untilAborted(
        this.calls.get(source, () => this.ask(source)),
        options.signal,
      ),
    );
  }

  private serves<T>(
    cached: Cached,
    source: string,
    { parse, options }: { readonly parse: Parse<T>; readonly options: SecretReadOptions },
  ): boolean {
    const usable = isUsable(() => parse(source, cached.text));
    if (usable && options.anyAge) {
      return true;
    }
    const wanted = usable && !options.refresh;
    return this.isFresh(cached) && (wanted || !this.mayAsk(source));
  }

  private isFresh(cached: Cached): boolean {
    return this.props.clock.now() - cached.readAt < this.props.cache.cacheSeconds * 1000;
  }

  private mayAsk(source: string): boolean {
    const since = this.props.clock.now() - (this.triedAt.get(source) ?? 0);
    return since >= this.props.cache.refreshFloorSeconds * 1000;
  }

  /** Without any caller's signal: the others wait for the same answer. The client's own time-outs end it. */
  private async ask(source: string): Promise<string> {
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

/** A placeholder or a malformed value is about to be mended by a person: it is asked for again as soon as the floor allows. */
function isUsable(read: () => SecretState<unknown>): boolean {
  try {
    return read().set;
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

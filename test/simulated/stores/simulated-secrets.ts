import type { ApiTokens, SecretReadOptions, SecretState, SigningKeys } from '../../../lambda/usecases/ports';

/** Signing keys and API tokens of every source, changeable at any moment. A token is cached until a refresh is asked for. */
export class SimulatedSecrets implements SigningKeys, ApiTokens {
  readonly keys = new Map<string, readonly string[]>();
  readonly tokens = new Map<string, string>();
  private readonly cachedTokens = new Map<string, string>();

  /** Puts a value into the cache that may no longer be the secret's. */
  preload(source: string, token: string): void {
    this.cachedTokens.set(source, token);
  }

  async signingKeys(source: string): Promise<SecretState<readonly string[]>> {
    return state(this.keys.get(source));
  }

  async apiToken(source: string, options: SecretReadOptions = {}): Promise<SecretState<string>> {
    const cached = this.cachedTokens.get(source);
    const token = options.refresh || cached === undefined ? this.tokens.get(source) : cached;
    if (token !== undefined) {
      this.cachedTokens.set(source, token);
    }
    return state(token);
  }
}

function state<T>(value: T | undefined): SecretState<T> {
  return value === undefined ? { set: false } : { set: true, value };
}

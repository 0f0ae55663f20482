import { GetSecretValueCommand, type SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import type { Clock } from '../usecases/ports';
import { FAILURE_KEPT_MS } from './secrets-manager-secrets';
import { parseSourceSettings, type SourceSettings } from './source-settings.env';

export interface SecretsManagerSourceSettingsProps {
  readonly client: SecretsManagerClient;
  readonly arn: string;
  readonly clock: Pick<Clock, 'now'>;
}

/**
 * The settings of the sources: read once in the life of a process, since a deployment that changes them gives the functions another
 * secret. Concurrent callers share one call. A failure is remembered for a second, then the next caller tries again.
 */
export class SecretsManagerSourceSettings<T> {
  private loaded: T | undefined;
  private flight: Promise<T> | undefined;
  private failure: { readonly error: unknown; readonly at: number } | undefined;

  /** `build` makes of the settings what the process keeps. */
  constructor(
    private readonly props: SecretsManagerSourceSettingsProps,
    private readonly build: (sources: readonly SourceSettings[]) => T,
  ) {}

  /** @throws the SDK's error, or one that says what is wrong with the settings */
  async get(): Promise<T> {
    if (this.loaded !== undefined) {
      return this.loaded;
    }
    if (this.failure && this.props.clock.now() - this.failure.at < FAILURE_KEPT_MS) {
      throw this.failure.error;
    }
    this.flight ??= this.load().finally(() => {
      this.flight = undefined;
    });
    return this.flight;
  }

  private async load(): Promise<T> {
    try {
      const { client, arn } = this.props;
      const { SecretString: text = '' } = await client.send(new GetSecretValueCommand({ SecretId: arn }));
      this.loaded = this.build(parseSourceSettings(text));
      return this.loaded;
    } catch (error) {
      this.failure = { error, at: this.props.clock.now() };
      throw error;
    }
  }
}

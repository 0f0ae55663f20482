import type { SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { parseSourceSettings, type SourceSettings } from '../../contracts/source-settings';
import type { Clock } from '../../usecases/ports';
import { readSecret } from './secrets-manager-secrets';
import { SharedCalls } from './shared-calls';

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

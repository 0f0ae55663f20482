import { createHash } from 'node:crypto';
import { RemovalPolicy, SecretValue, Stack } from 'aws-cdk-lib';
import { Secret } from 'aws-cdk-lib/aws-secretsmanager';
import { Construct } from 'constructs';
import { sourceSettingsEnv } from '../../lambda/contracts/environment';
import type { SourceSettings as Settings } from '../../lambda/contracts/source-settings';
import { escapeUnit } from '../../lambda/domain/text/unicode';
import type { SourceConfig } from '../config/config';
import type { InboxFunction } from '../functions/inbox-function';
import { acknowledge } from '../inbox/acknowledge';
import type { InboxKey } from '../storage/inbox-key';
import type { SourceSecrets } from './source-secrets';

export interface SourceSettingsProps {
  readonly sources: readonly SourceConfig[];
  readonly secrets: SourceSecrets;
  /** @default the account's aws/secretsmanager key: free */
  readonly key?: InboxKey | undefined;
}

/** Characters of the digest in the logical ids. */
const VERSION_LENGTH = 12;

/**
 * The settings of all sources: one value in Secrets Manager, read once per process, because an environment holds only 4,096 bytes
 * (docs/decisions/0030). The logical ids contain a digest of the content, so that new settings are a new secret: a deployment creates
 * it, then points the functions to it, and deletes the old one last. Code, permissions and settings always match, also in a rollback.
 */
export class SourceSettings extends Construct {
  private readonly secret: Secret;
  private readonly version: string;

  constructor(scope: Construct, id: string, { sources, secrets, key }: SourceSettingsProps) {
    super(scope, id);
    const settings = sources.map((source) => {
      const { signing, apiToken } = secrets.get(source.id);
      return toSettings(source, {
        signingSecretArn: signing.secretArn,
        apiTokenSecretArn: apiToken.secretArn,
      });
    });
    const text = toAsciiJson(settings);
    const resolved = JSON.stringify(Stack.of(this).resolve(text));
    this.version = createHash('sha256').update(resolved).digest('hex').slice(0, VERSION_LENGTH);
    this.secret = new Secret(this, `Version${this.version}`, {
      description: 'Settings of the sources, for the functions; no key and no token',
      secretStringValue: SecretValue.unsafePlainText(text),
      ...(key && { encryptionKey: key.key }),
      removalPolicy: RemovalPolicy.DESTROY,
    });
    acknowledge(
      this.secret,
      'SMG4',
      'It contains only settings that the template shows too. Nothing in it is secret, so there is nothing to rotate.',
    );
  }

  grantRead(fn: InboxFunction): void {
    fn.allowApart(`ReadSettings${this.version}`, ['secretsmanager:GetSecretValue'], [this.secret.secretArn], {
      why: 'Reads the settings of the sources, once per process.',
    });
    fn.provide(sourceSettingsEnv, { SOURCE_SETTINGS: this.secret.secretArn });
  }
}

/** What the functions know of one source. */
export function toSettings(
  { id, provider, options, maxEventAgeSeconds, reconcile }: SourceConfig,
  arns: Pick<Settings, 'signingSecretArn' | 'apiTokenSecretArn'>,
): Settings {
  return {
    id,
    provider,
    options,
    ...(maxEventAgeSeconds && { maxEventAgeSeconds }),
    ...(reconcile && { reconcile }),
    ...arns,
  };
}

/** JSON in ASCII, so that a character is a byte, and without `{{`, which CloudFormation takes for a dynamic reference. */
export function toAsciiJson(value: unknown): string {
  return JSON.stringify(value).replace(/[^\x20-\x7e]|\{(?=\{)/g, escapeUnit);
}

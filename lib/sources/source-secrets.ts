import { type RemovalPolicy, SecretValue } from 'aws-cdk-lib';
import { Secret } from 'aws-cdk-lib/aws-secretsmanager';
import { Construct } from 'constructs';
import { type SecretsCache, secretsCacheEnv } from '../../lambda/contracts/environment';
import { SECRET_PLACEHOLDER } from '../../lambda/contracts/source-settings';
import type { SourceConfig } from '../config/config';
import type { InboxFunction } from '../functions/inbox-function';
import { acknowledge } from '../inbox/acknowledge';
import type { InboxKey } from '../storage/inbox-key';

export interface SourceSecretsProps {
  readonly removalPolicy: RemovalPolicy;
  readonly sources: readonly SourceConfig[];
  /** @default the account's aws/secretsmanager key: free */
  readonly key?: InboxKey | undefined;
  readonly cache: SecretsCache;
}

/** The two secrets of one source, read by different functions. */
interface SecretPair {
  /** Keys its webhooks are signed with. */
  readonly signing: Secret;
  /** Token for the provider's API. */
  readonly apiToken: Secret;
}

/** Two secrets per source, created with a placeholder. An operator stores the values; CloudFormation never sees them. */
export class SourceSecrets extends Construct {
  private readonly pairs = new Map<string, SecretPair>();

  constructor(
    scope: Construct,
    id: string,
    private readonly props: SourceSecretsProps,
  ) {
    super(scope, id);
    for (const { id: source, provider } of props.sources) {
      // The logical ids contain source and provider: a source that changes its provider starts with placeholders, so that no provider
      // receives the token of another.
      const parent = this.node.tryFindChild(provider) as Construct | undefined;
      const pair = new Construct(parent ?? new Construct(this, provider), source);
      acknowledge(
        pair,
        'SMG4',
        'The provider issues key and token, so AWS cannot rotate them. A signing secret accepts several live keys, and docs/operate/rotation.md shows how to rotate them without losing a delivery.',
      );
      const create = (name: string, description: string) =>
        new Secret(pair, name, {
          description: `${description} (source ${source})`,
          secretStringValue: SecretValue.unsafePlainText(SECRET_PLACEHOLDER),
          ...(props.key && { encryptionKey: props.key.key }),
          removalPolicy: props.removalPolicy,
        });
      this.pairs.set(source, {
        signing: create('Signing', 'Webhook signing keys: JSON list, newest first'),
        apiToken: create('ApiToken', 'API token'),
      });
    }
  }

  get(source: string): SecretPair {
    const pair = this.pairs.get(source);
    if (!pair) {
      throw new Error(`Secrets of source: got "${source}", expected one of ${[...this.pairs.keys()]}.`);
    }
    return pair;
  }

  /** Ingest: the signing keys of every source. */
  grantSigning(fn: InboxFunction): void {
    this.grant(fn, this.props.sources, 'signing', 'Verifies the signatures of webhooks.');
  }

  /** Processor and reconciler: the API tokens of their provider's sources. */
  grantApiTokens(fn: InboxFunction, provider: string): void {
    const sources = this.props.sources.filter((source) => source.provider === provider);
    this.grant(fn, sources, 'apiToken', 'Calls the provider’s API.');
  }

  private grant(
    fn: InboxFunction,
    sources: readonly SourceConfig[],
    secret: keyof SecretPair,
    why: string,
  ): void {
    const arns = sources.map((source) => this.get(source.id)[secret].secretArn);
    fn.allow(['secretsmanager:GetSecretValue'], arns, { why });
    this.props.key?.grantUse(fn, 'secretsmanager', ['kms:Decrypt']);
    fn.provide(secretsCacheEnv, { SECRETS_CACHE: JSON.stringify(this.props.cache) });
  }
}

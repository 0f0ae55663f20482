import type { DynamoDbEngine } from '../aws/engines/engines.types';
import type { WrittenItem } from '../aws/gateway/gateway.types';
import type { AnsweredRequest } from '../aws/http-api/start-http-api';

export interface LocalRunOptions {
  /**
   * Port of the webhooks; 0: any free one.
   * @default 0
   */
  readonly port?: number | undefined;
  /**
   * Records, results, secrets and the simulators' plans survive here.
   * @default everything is in memory
   */
  readonly dataDir?: string | undefined;
  /** @default dynoxide where its platform package is installed, else dynalite */
  readonly dynamodbEngine?: DynamoDbEngine | undefined;
  /** Provider → base URL of an API to be used instead of its simulator. */
  readonly providerUrls?: Readonly<Record<string, string>> | undefined;
  /**
   * Create everything on this AWS-compatible endpoint.
   * @default the embedded engines
   */
  readonly awsEndpointUrl?: string | undefined;
  /**
   * Configuration file, as `cdk -c config=<file>` takes it.
   * @default extraction-inbox.config.ts
   */
  readonly config?: string | undefined;
  /**
   * Command that synthesizes the app, run in the current folder, as in cdk.json.
   * @default this repository's own app
   */
  readonly app?: string | undefined;
  /** The stack that holds the inbox. Not needed when the app has one inbox. */
  readonly stack?: string | undefined;
  /** Id of the inbox in its stack. Not needed when there is one. */
  readonly inbox?: string | undefined;
  /**
   * The run's own files: endpoints.json, removed when it stops, and, unless told otherwise, functions.log and cdk.out.
   * @default .local/runs/<port>, where `inbox --local` finds it
   */
  readonly directory?: string | undefined;
  /**
   * Where the app is synthesized to.
   * @default cdk.out in directory
   */
  readonly cdkOutDir?: string | undefined;
  /**
   * The app is synthesized there already.
   * @default it is synthesized again
   */
  readonly synthesized?: boolean | undefined;
  /** A second file that tells clients where everything is; removed when the run stops. */
  readonly endpointsFile?: string | undefined;
  /** Ask the gateway to add up the DynamoDB capacity each caller used. */
  readonly meterCapacity?: boolean | undefined;
  /**
   * Processes of one function at the most.
   * @default 4
   */
  readonly maxProcesses?: number | undefined;
  readonly onProgress?: ((text: string) => void) | undefined;
  /** Each request to the webhooks, as it was answered. */
  readonly onAnswered?: ((request: AnsweredRequest) => void) | undefined;
  /** Each item of a table as it was written; nothing on somebody else's AWS endpoint. */
  readonly onItemWritten?: ((written: WrittenItem) => void) | undefined;
  /** Each line a function prints. */
  readonly onLine?: ((functionId: string, line: string) => void) | undefined;
}

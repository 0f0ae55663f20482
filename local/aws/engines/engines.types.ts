/** Which program answers DynamoDB calls: a native binary (linux x64) or pure JavaScript (anywhere). */
export type DynamoDbEngine = 'dynoxide' | 'dynalite';

export interface EnginesOptions {
  /** Default: dynoxide where its platform package is installed, else dynalite. */
  readonly dynamodb?: DynamoDbEngine | undefined;
  /** Records and objects survive here; absent: everything is in memory. Queues are always in memory. */
  readonly dataDir?: string | undefined;
}

/** The embedded engines of the local run, each in its own process on 127.0.0.1. Only the gateway talks to them. */
export interface Engines {
  readonly dynamodb: { readonly url: string; readonly engine: DynamoDbEngine };
  readonly fauxqs: { readonly sqsUrl: string; readonly s3Url: string };
  /** Rejects, naming the engine, as soon as one ends by itself; never resolves. */
  readonly failed: Promise<never>;
  stop(): Promise<void>;
}

import type { Context } from 'aws-lambda';
import type { SourceSettings } from '../../lambda/contracts/source-settings';
import type { WebhookEvent } from '../../lambda/handlers/webhook-request';
import type { Config } from '../../lib/config/config';
import { toPolicy } from '../../lib/config/config';
import { parseConfig } from '../../lib/config/parse-config';
import { CapturedOutput } from './captured-output';
import { startCountingAws } from './counting-aws';
import type { FuzzSourceInput } from './fuzz-source';

/** The ingest function in this process, its AWS calls counted and everything it prints read. */
export interface FuzzTarget {
  /** Status of the answer. */
  post(event: WebhookEvent): Promise<number>;
  /** AWS action → calls so far. */
  calls(): ReadonlyMap<string, number>;
  /** A key is read early no more often. */
  readonly refreshFloorMs: number;
  stop(): Promise<void>;
}

export interface FuzzTargetOptions {
  readonly sources: readonly FuzzSourceInput[];
  /** Every line the function prints, at the most talkative level. */
  readonly onLine: (line: string) => void;
}

/** Starts it: the handler itself, over its real adapters. Its module is loaded once in a process, and keeps its first sources. */
export async function startFuzzTarget({ sources, onLine }: FuzzTargetOptions): Promise<FuzzTarget> {
  const secrets = new Map(sources.map(({ id, keys }) => [toSecretArn(id), JSON.stringify(keys)]));
  const config = parseConfig({
    sources: sources.map(({ id, provider, options = {} }) => ({ id, provider, options: { ...options } })),
  });
  const aws = await startCountingAws(new Map([...secrets, [SETTINGS, settingsText(config)]]));
  Object.assign(process.env, aws.environment, functionEnvironment(config));
  const { handler } = await import('../../lambda/handlers/ingest');
  const output = new CapturedOutput(onLine);
  return {
    post: async (event) => (await output.during(() => handler(event, CONTEXT))).statusCode ?? 200,
    calls: aws.calls,
    refreshFloorMs: config.secrets.refreshFloorSeconds * 1000,
    stop: async () => {
      output.stop();
      await aws.stop();
    },
  };
}

/** What the stack would give it. */
function functionEnvironment(config: Config): Record<string, string> {
  const queues = Object.fromEntries(config.providers.map(({ id }) => [id, `https://sqs.example/1/${id}`]));
  return {
    POWERTOOLS_SERVICE_NAME: 'ingest',
    POWERTOOLS_METRICS_NAMESPACE: 'ExtractionInbox',
    POWERTOOLS_LOG_LEVEL: 'DEBUG',
    POLICY: JSON.stringify(toPolicy(config)),
    EVENT_TABLE_NAME: 'events',
    BUCKET_NAME: 'inbox',
    WORK_QUEUE_URLS: JSON.stringify(queues),
    SOURCE_SETTINGS: SETTINGS,
    SECRETS_CACHE: JSON.stringify(config.secrets),
  };
}

function settingsText(config: Config): string {
  const settings = config.sources.map(({ id, provider, options }): SourceSettings => {
    return { id, provider, options, signingSecretArn: toSecretArn(id), apiTokenSecretArn: '' };
  });
  return JSON.stringify(settings);
}

const SETTINGS = 'arn:fuzz-settings';

function toSecretArn(source: string): string {
  return `arn:fuzz:${source}`;
}

const CONTEXT = { awsRequestId: 'fuzz', getRemainingTimeInMillis: () => 10_000 } as unknown as Context;

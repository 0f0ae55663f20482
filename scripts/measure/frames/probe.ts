/** A process of its own: a function's handler runs in it as Lambda runs it, and prints metrics to standard output. */
import { AsyncLocalStorage } from 'node:async_hooks';
import { createHmac } from 'node:crypto';
import * as http from 'node:http';
import type * as https from 'node:https';
import { createRequire } from 'node:module';
import { startFakeAws } from './fake-aws';
import { ENTER_FRAME, type EnterFrame } from './instrument';
import type { Template } from './template';

export interface ProbeJob {
  readonly provider: 'limai' | 'extend';
  readonly template: Template;
  /** Instrumented bundles. */
  readonly ingest: string;
  readonly process: string;
  /** A webhook of the provider. */
  readonly body: string;
}

export interface ProbeResult {
  readonly toFirstWrite?: readonly string[];
  readonly toProvider?: readonly string[];
  /** Why nothing was measured. */
  readonly error?: string;
}

type Handler = (event: object, context: object) => Promise<unknown>;

const KEY = 'a-key-to-measure-with';
const SIGN: Readonly<Record<ProbeJob['provider'], (body: string) => Readonly<Record<string, string>>>> = {
  limai: (body) => ({ 'x-webhook-signature': `sha256=${hmac(body)}` }),
  extend: (body) => {
    const timestamp = String(Math.floor(Date.now() / 1000));
    return {
      'x-extend-request-timestamp': timestamp,
      'x-extend-request-signature': hmac(`v0:${timestamp}:${body}`),
    };
  },
};
const WRITES = /\.(PutItem|UpdateItem|TransactWriteItems|BatchWriteItem)$/;
const CONTEXT = {
  functionName: 'measured',
  awsRequestId: 'measured',
  getRemainingTimeInMillis: () => 30_000,
};

const running = new AsyncLocalStorage<readonly string[]>();
const enterFrame: EnterFrame = (frame, body) => running.run([...(running.getStore() ?? []), frame], body);
Object.assign(globalThis, { [ENTER_FRAME]: enterFrame });

process.once('message', async (job) => {
  const failed = ({ message }: Error): ProbeResult => ({ error: message });
  process.send?.(await probe(job as ProbeJob).catch(failed));
});

async function probe({
  provider,
  template,
  ingest,
  process: processor,
  body,
}: ProbeJob): Promise<ProbeResult> {
  const secretText = (arn: string) => {
    const given = template.secrets[arn] ?? '';
    return given.startsWith('[') ? given : KEY;
  };
  const aws = await startFakeAws(secretText, template.table);
  const frames = captureFrames();
  const call = {
    rawPath: template.webhookPath,
    headers: SIGN[provider](body),
    body,
    isBase64Encoded: false,
    requestContext: {},
  };
  await load(ingest, { ...template.ingest.environment, ...aws.environment })(call, CONTEXT);
  const Records = aws.messages.map((message) => ({ messageId: 'measured', body: message }));
  await load(processor, { ...template.process.environment, ...aws.environment })({ Records }, CONTEXT);
  aws.stop();
  return frames;
}

function hmac(text: string): string {
  return createHmac('sha256', KEY).update(text).digest('hex');
}

function load(bundle: string, environment: Readonly<Record<string, string>>): Handler {
  Object.assign(process.env, environment);
  return (createRequire(__filename)(bundle) as { readonly handler: Handler }).handler;
}

/** The functions that were running, by await or by call, when the first write and the first request to the provider were made. */
function captureFrames(): ProbeResult {
  const frames: { -readonly [Path in keyof ProbeResult]: ProbeResult[Path] } = {};
  const { request } = http;
  Object.assign(require('node:http'), {
    request: (...args: Parameters<typeof request>) => {
      const { headers } = args.find((arg) => Object(arg).headers !== undefined) as http.RequestOptions;
      if (WRITES.test(String(Object(headers)['x-amz-target']))) {
        frames.toFirstWrite ??= running.getStore() ?? [];
      }
      return request(...args);
    },
  });
  Object.assign(require('node:https'), {
    request: () => {
      frames.toProvider ??= running.getStore() ?? [];
      throw new Error('Measured: the provider is not asked.');
    },
  } satisfies Partial<Record<keyof typeof https, unknown>>);
  return frames;
}

import type { IncomingHttpHeaders } from 'node:http';
import { type LoopbackServer, startLoopbackServer } from '../network/loopback-server';

export interface AwsCall {
  /** `GetSecretValue` of the JSON protocols; `PUT`, `HEAD`… of S3. */
  readonly action: string;
  readonly path: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: Buffer;
}

export interface AwsAnswer {
  readonly status?: number;
  readonly headers?: Record<string, string>;
  /** An object is sent as JSON. */
  readonly body?: object | string;
}

export interface FakeAws {
  readonly calls: AwsCall[];
  /** What the next calls get; `undefined` cuts the connection. */
  answer: (call: AwsCall) => AwsAnswer | undefined | Promise<AwsAnswer | undefined>;
  stop(): Promise<void>;
}

const ENDPOINTS = ['DYNAMODB', 'SQS', 'S3', 'SECRETS_MANAGER', 'CLOUDFORMATION'];

/** SecretId → what its readers get, in place of `answer` and uncounted. */
export type Secrets = Readonly<Record<string, () => AwsAnswer>>;

/** An endpoint that stands in for every AWS service, and the environment that leads the SDK's clients to it. */
export async function startFakeAws(secrets: Secrets = {}): Promise<FakeAws> {
  const calls: AwsCall[] = [];
  const fake: FakeAws = { calls, answer: () => ({}), stop: () => server.stop() };
  const server: LoopbackServer = await startLoopbackServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) {
      chunks.push(chunk as Buffer);
    }
    const target = String(request.headers['x-amz-target'] ?? '');
    const call = {
      action: target.split('.').at(-1) || (request.method ?? ''),
      path: request.url ?? '',
      headers: request.headers,
      body: Buffer.concat(chunks),
    };
    const answer = secretAnswer(call, secrets) ?? (await answered(call, fake));
    if (!answer) {
      request.socket.destroy();
      return;
    }
    const json = typeof answer.body === 'object';
    response.writeHead(answer.status ?? 200, {
      'content-type': json ? 'application/x-amz-json-1.0' : 'application/xml',
      ...answer.headers,
    });
    response.end(json ? JSON.stringify(answer.body) : answer.body);
  });
  useEndpoint(server.origin);
  return fake;
}

function secretAnswer({ action, body }: AwsCall, secrets: Secrets): AwsAnswer | undefined {
  if (action !== 'GetSecretValue') {
    return undefined;
  }
  const { SecretId = '' } = JSON.parse(body.toString()) as { readonly SecretId?: string };
  return secrets[SecretId]?.();
}

async function answered(call: AwsCall, { calls, answer }: FakeAws): Promise<AwsAnswer | undefined> {
  calls.push(call);
  return answer(call);
}

/** Leads the SDK's clients that are made from now on to one endpoint. */
export function useEndpoint(origin: string): void {
  for (const service of ENDPOINTS) {
    process.env[`AWS_ENDPOINT_URL_${service}`] = origin;
  }
  process.env.AWS_REGION = 'us-east-1';
  process.env.AWS_ACCESS_KEY_ID = 'local';
  process.env.AWS_SECRET_ACCESS_KEY = 'local';
}

/** An error as the JSON protocols send it. */
export function awsError(status: number, type: string, more: object = {}): AwsAnswer {
  return { status, body: { __type: `com.amazonaws#${type}`, message: type, ...more } };
}

/** A page of a bucket's listing as S3 sends it; `next` is the token of the page that follows. */
export function listingXml(keys: readonly string[], next?: string): string {
  const token = next === undefined ? '' : `<NextContinuationToken>${next}</NextContinuationToken>`;
  const contents = keys.map((key) => `<Contents><Key>${key}</Key></Contents>`).join('');
  return `<?xml version="1.0"?><ListBucketResult xmlns="http://s3.amazonaws.com/doc/2006-03-01/"><IsTruncated>${next !== undefined}</IsTruncated>${token}${contents}</ListBucketResult>`;
}

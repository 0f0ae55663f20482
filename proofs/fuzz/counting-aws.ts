import type { IncomingMessage, ServerResponse } from 'node:http';
import { type ListeningServer, listen, parseBody, send } from '../../local/simulators/json-server';

/** What a request of the ingest function may lead to before its signature is found valid. */
export const READ_ACTION = 'GetSecretValue';

/** An AWS endpoint that gives out secrets, takes every write, and counts both. */
export interface CountingAws {
  /** Leads the SDK's clients here. */
  readonly environment: Readonly<Record<string, string>>;
  /** Action → calls so far. */
  calls(): ReadonlyMap<string, number>;
  stop(): Promise<void>;
}

const SERVICES = ['DYNAMODB', 'SQS', 'S3', 'SECRETS_MANAGER'];

/** Starts it on 127.0.0.1. `secrets`: secret id → value. */
export async function startCountingAws(secrets: ReadonlyMap<string, string>): Promise<CountingAws> {
  const calls = new Map<string, number>();
  const server = await listen((request, response) => answer(request, response, { calls, secrets }));
  return {
    environment: environmentFor(server),
    calls: () => new Map(calls),
    stop: () => server.close(),
  };
}

async function answer(
  request: IncomingMessage,
  response: ServerResponse,
  { calls, secrets }: { calls: Map<string, number>; secrets: ReadonlyMap<string, string> },
): Promise<void> {
  const body = await parseBody(request);
  const target = String(request.headers['x-amz-target'] ?? '');
  const action = target.split('.').at(-1) || (request.method ?? '');
  calls.set(action, (calls.get(action) ?? 0) + 1);
  const value = action === READ_ACTION ? secrets.get(secretId(body)) : '';
  send(response, {
    status: value === undefined ? 400 : 200,
    headers: { 'content-type': 'application/x-amz-json-1.0' },
    body: JSON.stringify({ SecretString: value }),
  });
}

function secretId(body: Buffer): string {
  const { SecretId } = JSON.parse(body.toString()) as { readonly SecretId?: unknown };
  return String(SecretId);
}

function environmentFor({ url }: ListeningServer): Record<string, string> {
  return {
    ...Object.fromEntries(SERVICES.map((service) => [`AWS_ENDPOINT_URL_${service}`, url])),
    AWS_REGION: 'us-east-1',
    AWS_ACCESS_KEY_ID: 'fuzz',
    AWS_SECRET_ACCESS_KEY: 'fuzz',
  };
}

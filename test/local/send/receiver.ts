import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { getProvider } from '../../../lambda/providers/registry';
import { listen, parseBody, send } from '../../../local/simulators/json-server';

export interface Receiver {
  /** Path of an endpoints file that leads to it. */
  readonly endpoints: string;
  /** Bodies of the deliveries it found authentic. */
  readonly bodies: string[];
  /** Answers 503 to everything. */
  broken: boolean;
  stop(): Promise<void>;
}

const KEY = 'the signing key';

/** Stands for a local stack: answers as it does by verifying each delivery with the provider's plug-in. */
export async function startReceiver(): Promise<Receiver> {
  const directory = mkdtempSync(join(tmpdir(), 'receiver-'));
  const server = await listen(async (request, response) => {
    const body = await parseBody(request);
    const { verify, optionsSchema } = getProvider(request.url?.split('/').at(-1) ?? '');
    const headers = request.headers as Record<string, string>;
    const context = { keys: [KEY], now: Date.now(), options: optionsSchema.parse({}) };
    const { valid } = verify({ headers, body }, context);
    const answer = valid
      ? { status: known(body) ? 'duplicate' : 'accepted' }
      : { error: 'invalid_signature' };
    send(response, {
      status: receiver.broken ? 503 : valid ? 200 : 401,
      body: JSON.stringify(receiver.broken ? { error: 'unavailable' } : answer),
    });
    if (valid) {
      receiver.bodies.push(body.toString());
    }
  });
  const known = (body: Buffer) => receiver.bodies.includes(body.toString());
  const source = (id: string) => ({
    id,
    provider: id,
    url: `${server.url}/webhooks/${id}`,
    signingSecret: KEY,
  });
  const receiver: Receiver = {
    endpoints: join(directory, 'endpoints.json'),
    bodies: [],
    broken: false,
    stop: async () => {
      rmSync(directory, { recursive: true });
      await server.close();
    },
  };
  const { url } = server;
  const endpoints = {
    sources: [source('limai'), source('extend')],
    simulators: { extend: 'http://127.0.0.1:9' },
    region: 'us-east-1',
    credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
    endpoints: { dynamodb: url, sqs: url, s3: url, secretsmanager: url },
    table: 'events',
    bucket: 'results',
  };
  writeFileSync(receiver.endpoints, JSON.stringify(endpoints));
  return receiver;
}

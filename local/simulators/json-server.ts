import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Answer } from './provider-api';

const MAX_REQUEST_BYTES = 32 * 1024 * 1024;

/** A loopback HTTP server that has begun to listen. */
export interface ListeningServer {
  readonly port: number;
  readonly url: string;
  close(): Promise<void>;
}

export type RequestHandler = (request: IncomingMessage, response: ServerResponse) => Promise<void>;

/**
 * Listens on 127.0.0.1; port 0 takes any free one.
 * @throws Error of node:net when the port is taken
 */
export async function listen(handler: RequestHandler, port = 0): Promise<ListeningServer> {
  const server = createServer((request, response) => {
    handler(request, response).catch((error: unknown) => answerBroken(response, error));
  });
  // Longer than a client's idle keep-alive, so that the client, not we, ends an idle connection.
  server.keepAliveTimeout = 60_000;
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, '127.0.0.1', resolve);
  });
  const { port: actual } = server.address() as AddressInfo;
  return { port: actual, url: `http://127.0.0.1:${actual}`, close: () => closeServer(server) };
}

function closeServer(server: Server): Promise<void> {
  return new Promise((resolve) => {
    server.close(() => resolve());
    server.closeAllConnections();
  });
}

function answerBroken(response: ServerResponse, error: unknown): void {
  const message = error instanceof Error ? error.message : String(error);
  if (response.headersSent) {
    response.destroy();
    return;
  }
  send(response, { status: 500, body: JSON.stringify({ error: `Simulator: ${message}` }) });
}

/** Sends an answer whole. */
export function send(response: ServerResponse, answer: Answer): void {
  response.writeHead(answer.status, toHeaders(answer));
  response.end(answer.body);
}

/** Sends the head and half of the body, then cuts the connection. */
export function sendHalf(response: ServerResponse, answer: Answer): void {
  const body = Buffer.from(answer.body);
  response.writeHead(answer.status, toHeaders(answer));
  response.write(body.subarray(0, Math.ceil(body.length / 2)), () => response.destroy());
}

function toHeaders(answer: Answer): Record<string, string | number> {
  return {
    'content-type': 'application/json; charset=utf-8',
    'content-length': Buffer.byteLength(answer.body),
    ...answer.headers,
  };
}

/** @throws Error when the body exceeds the simulator's limit */
export async function parseBody(request: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of request) {
    bytes += (chunk as Buffer).length;
    if (bytes > MAX_REQUEST_BYTES) {
      throw new Error(`request body is over ${MAX_REQUEST_BYTES} bytes; send less`);
    }
    chunks.push(chunk as Buffer);
  }
  return Buffer.concat(chunks);
}

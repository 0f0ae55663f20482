import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface LoopbackServer {
  readonly origin: string;
  readonly server: Server;
  stop(): Promise<void>;
}

/** A real HTTP server on a free port of 127.0.0.1. */
export async function startLoopbackServer(listener: RequestListener): Promise<LoopbackServer> {
  const server = createServer(listener);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    origin: `http://127.0.0.1:${port}`,
    server,
    stop: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

/** An origin at which nobody answers. */
export async function freeOrigin(): Promise<string> {
  const server = await startLoopbackServer((_, response) => response.end());
  await server.stop();
  return server.origin;
}

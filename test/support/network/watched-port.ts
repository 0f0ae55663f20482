import { type AddressInfo, createServer, type Socket } from 'node:net';

export interface WatchedPort {
  readonly port: number;
  /** What reached it, by any protocol. */
  readonly seen: { connections: number; bytes: number };
  stop(): Promise<void>;
}

/** A port of 127.0.0.1 that must not be reached, and tells when it was. `answer` is written to whoever sends something. */
export async function startWatchedPort(answer?: string | Buffer): Promise<WatchedPort> {
  const seen = { connections: 0, bytes: 0 };
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    seen.connections += 1;
    sockets.add(socket);
    socket.on('error', () => undefined);
    socket.on('data', (data) => {
      seen.bytes += data.byteLength;
      if (answer !== undefined) {
        socket.write(answer);
      }
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    port: (server.address() as AddressInfo).port,
    seen,
    stop: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        for (const socket of sockets) {
          socket.destroy();
        }
      }),
  };
}

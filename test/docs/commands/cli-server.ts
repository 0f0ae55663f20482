import { createServer, type Server, type Socket } from 'node:net';
import { connectLocal } from '../../../cli/connection/connect';
import { createInbox } from '../../../cli/connection/inbox';
import { type CommandRun, type RunOptions, runCommand } from '../../cli/run-command';

/** `tail` follows until Ctrl-C. */
const TAIL_MS = 1_500;

/** What a shim of the shell sends: NUL-terminated words, first whether somebody sits there and what the pipe holds in base64. */
interface Request {
  readonly interactive: boolean;
  readonly piped: string;
  readonly args: readonly string[];
}

/**
 * Runs `inbox` in this process for the shells of the test, where starting a process per command would take minutes. Whatever a
 * command line names, it is answered by the local run of these endpoints.
 */
export async function startCliServer(
  endpointsFile: string,
  answers: (args: readonly string[]) => Promise<readonly string[]>,
): Promise<{ readonly port: number; close(): void }> {
  const connect: RunOptions['connect'] = async () => createInbox(connectLocal(endpointsFile));
  const run = async ({ interactive, piped, args }: Request) => {
    const signal = args.includes('tail') ? AbortSignal.timeout(TAIL_MS) : undefined;
    const options = interactive ? { answers: await answers(args) } : { piped };
    return runCommand(args, { ...options, connect, ...(signal && { signal }) });
  };
  const server = createServer((socket) => serve(socket, run));
  const port = await listen(server);
  return { port, close: () => server.close() };
}

function listen(server: Server): Promise<number> {
  return new Promise((resolve) => {
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      resolve(typeof address === 'object' && address ? address.port : 0);
    });
  });
}

function serve(socket: Socket, run: (request: Request) => Promise<CommandRun>): void {
  let received = Buffer.alloc(0);
  socket.on('error', () => socket.destroy());
  socket.on('data', (chunk) => {
    received = Buffer.concat([received, chunk]);
    if (received.subarray(-2).equals(Buffer.from([0, 4]))) {
      const [interactive = '', piped = '', ...args] = received.toString('utf8').split('\0').slice(0, -1);
      const request = {
        interactive: interactive === 'yes',
        piped: Buffer.from(piped, 'base64').toString(),
        args,
      };
      void run(request).then(
        ({ code, out, err }) => answer(socket, code, out, err),
        (error: unknown) => answer(socket, 70, '', `${error}\n`),
      );
    }
  });
}

function answer(socket: Socket, code: number, out: string, err: string): void {
  const encoded = [out, err].map((text) => Buffer.from(text).toString('base64'));
  socket.end(`${code}\n${encoded.join('\n')}\n`);
}

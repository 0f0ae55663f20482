import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { type FunctionError, failed, type Invocation, MAX_PAYLOAD_BYTES } from './local-function';

export interface RuntimeEvents {
  /** The process is loaded and waits for an event. */
  onNext(): void;
  onResult(requestId: string, result: Invocation): void;
  onInitError(error: FunctionError): void;
}

export interface RuntimeEvent {
  readonly requestId: string;
  readonly payload: string;
  /** Epoch milliseconds. */
  readonly deadline: number;
  readonly arn: string;
}

const PREFIX = '/2018-06-01/runtime/';
const RESULT_PATH = /^invocation\/([\w-]+)\/(response|error)$/;

/** The Lambda Runtime API of one process, on a port of its own as in Lambda. */
export class RuntimeApi {
  private readonly server: Server;
  private waiting: ServerResponse | undefined;

  constructor(private readonly events: RuntimeEvents) {
    this.server = createServer((request, response) => void this.answer(request, response));
    // A function may think for longer than any idle limit between taking an event and answering it.
    this.server.keepAliveTimeout = 0;
    this.server.requestTimeout = 0;
  }

  /** Starts listening; returns `host:port` for AWS_LAMBDA_RUNTIME_API. */
  async listen(): Promise<string> {
    await new Promise<void>((resolve, reject) => {
      this.server.once('error', reject).listen(0, '127.0.0.1', resolve);
    });
    return `127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  /** Hands an event to the waiting process. */
  deliver(event: RuntimeEvent): void {
    const response = this.waiting;
    if (!response) {
      throw new Error('Runtime API: no process waits for an event.');
    }
    this.waiting = undefined;
    response.writeHead(200, {
      'Content-Type': 'application/json',
      'Lambda-Runtime-Aws-Request-Id': event.requestId,
      'Lambda-Runtime-Deadline-Ms': String(event.deadline),
      'Lambda-Runtime-Invoked-Function-Arn': event.arn,
      'Lambda-Runtime-Trace-Id': `Root=1-${event.requestId.slice(0, 8)}-${event.requestId.replaceAll('-', '').slice(8)};Sampled=0`,
    });
    response.end(event.payload);
  }

  close(): void {
    this.server.close();
    this.server.closeAllConnections();
  }

  private async answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const path = (request.url ?? '').slice(PREFIX.length);
    if (path === 'invocation/next') {
      this.waiting = response;
      this.events.onNext();
      return;
    }
    const body = await parseBody(request);
    response.writeHead(body === undefined ? 413 : 202).end();
    const [, requestId, kind] = RESULT_PATH.exec(path) ?? [];
    if (requestId) {
      this.events.onResult(
        requestId,
        kind === 'error' ? { ok: false, error: parseError(body) } : success(body),
      );
    } else {
      this.events.onInitError(parseError(body));
    }
  }
}

/** The body as text; undefined when it is over the payload limit or its sender has gone. */
async function parseBody(request: IncomingMessage): Promise<string | undefined> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  try {
    for await (const chunk of request as AsyncIterable<Buffer>) {
      bytes += chunk.length;
      if (bytes <= MAX_PAYLOAD_BYTES) {
        chunks.push(chunk);
      }
    }
  } catch {
    return undefined;
  }
  return bytes <= MAX_PAYLOAD_BYTES ? Buffer.concat(chunks).toString() : undefined;
}

function success(body: string | undefined): Invocation {
  if (body === undefined) {
    return failed(
      'Function.ResponseSizeTooLarge',
      `Response payload size exceeded maximum allowed payload size (${MAX_PAYLOAD_BYTES} bytes).`,
    );
  }
  return { ok: true, payload: JSON.parse(body) };
}

function parseError(body: string | undefined): FunctionError {
  const { errorType, errorMessage } = JSON.parse(body || '{}') as Partial<FunctionError>;
  return { errorType: errorType ?? 'Unhandled', errorMessage: errorMessage ?? '' };
}

import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { FunctionError, Invocation } from '../lambda/local-function';
import { GATEWAY_ANSWERS, type HttpAnswer, jsonAnswer, sendAnswer, toHttpAnswer } from './http-answer';
import { toHttpApiEvent } from './http-api-event';
import { headBytes, INTEGRATION_TIMEOUT_MS, MAX_HEAD_BYTES, parseBody } from './limits';

export interface HttpApiRoute {
  readonly method: string;
  /** Static, such as `/webhooks/my-source`. */
  readonly path: string;
  readonly functionLogicalId: string;
}

export interface HttpApiOptions {
  /** 0: any free one. */
  readonly port: number;
  /** Path → what a request there is answered: for our own tools, on paths that API Gateway does not have. */
  readonly ownPaths?: Readonly<Record<string, () => unknown>> | undefined;
  /** @default API Gateway's own, 30,000 */
  readonly integrationTimeoutMs?: number | undefined;
  /** Called for each answer, but for those on `ownPaths`. */
  readonly onAnswered?: ((request: AnsweredRequest) => void) | undefined;
}

/** One request as it was answered. */
export interface AnsweredRequest {
  readonly method: string;
  readonly path: string;
  readonly status: number;
  /** Of the answer. */
  readonly body: Buffer;
  readonly milliseconds: number;
  /** API Gateway refused it itself, before any function saw it. */
  readonly refused: boolean;
  /** As the function was told; absent where none was asked. */
  readonly requestId?: string | undefined;
  /** What Lambda reports of a function that ended without an answer. */
  readonly error?: FunctionError | undefined;
}

export interface HttpApiTarget {
  readonly routes: readonly HttpApiRoute[];
  readonly invoke: (functionId: string, event: unknown) => Promise<Invocation>;
}

export interface HttpApi {
  readonly url: string;
  /** Until then every request is answered 503: the address must be known before there is anything behind it. */
  open(target: HttpApiTarget): void;
  /** Lets what is under way end, for a second at the most. */
  stop(): Promise<void>;
}

const STOP_WITHIN_MS = 1_000;

/** Starts a stand-in for an API Gateway HTTP API on 127.0.0.1: its routes, its events, its limits. */
export async function startHttpApi(options: HttpApiOptions): Promise<HttpApi> {
  let open: OpenApi | undefined;
  // Room above the quota, so that it is we who measure and answer; Node itself refuses what lies beyond.
  const server = createServer({ maxHeaderSize: 4 * MAX_HEAD_BYTES }, (request, response) => {
    const own = options.ownPaths?.[request.url ?? ''];
    if (own !== undefined) {
      sendAnswer(response, jsonAnswer(200, own()));
      return;
    }
    void serve(request, response, open, options.onAnswered);
  });
  server.keepAliveTimeout = 60_000;
  await listen(server, options.port);
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    open: ({ routes, invoke }) => {
      const byKey = new Map(routes.map((route) => [`${route.method} ${route.path}`, route]));
      open = { routes: byKey, invoke, timeoutMs: options.integrationTimeoutMs ?? INTEGRATION_TIMEOUT_MS };
    },
    stop: () => stop(server),
  };
}

interface OpenApi extends Pick<HttpApiTarget, 'invoke'> {
  readonly routes: ReadonlyMap<string, HttpApiRoute>;
  readonly timeoutMs: number;
}

/** Refused without any function having seen the request. */
const REFUSALS: readonly HttpAnswer[] = [
  GATEWAY_ANSWERS.notFound,
  GATEWAY_ANSWERS.tooLong,
  GATEWAY_ANSWERS.headersTooLarge,
];

async function serve(
  request: IncomingMessage,
  response: ServerResponse,
  api: OpenApi | undefined,
  onAnswered: HttpApiOptions['onAnswered'],
): Promise<void> {
  const from = performance.now();
  const given = api ? await answerTo(request, api) : { answer: GATEWAY_ANSWERS.unavailable };
  if (given === 'gone') {
    return;
  }
  const { answer, requestId, error } = given;
  sendAnswer(response, answer);
  onAnswered?.({
    method: request.method ?? '',
    path: pathOf(request),
    status: answer.status,
    body: answer.body,
    milliseconds: Math.round(performance.now() - from),
    refused: REFUSALS.includes(answer),
    requestId,
    error,
  });
}

/** An answer, and what is known of the function that gave it. */
interface GivenAnswer extends Pick<AnsweredRequest, 'requestId' | 'error'> {
  readonly answer: HttpAnswer;
}

async function answerTo(request: IncomingMessage, api: OpenApi): Promise<GivenAnswer | 'gone'> {
  if (headBytes(request) > MAX_HEAD_BYTES) {
    return { answer: GATEWAY_ANSWERS.headersTooLarge };
  }
  const routeKey = `${request.method} ${pathOf(request)}`;
  const route = api.routes.get(routeKey);
  if (!route) {
    return { answer: GATEWAY_ANSWERS.notFound };
  }
  const body = await parseBody(request);
  if (body === 'gone') {
    return body;
  }
  return body === 'too-long'
    ? { answer: GATEWAY_ANSWERS.tooLong }
    : integrate(route, toHttpApiEvent(request, body, routeKey), api);
}

function pathOf(request: IncomingMessage): string {
  return (request.url ?? '/').split('?', 1)[0] ?? '';
}

/** The function goes on after the time is over, as in AWS; only its answer is no longer waited for. */
async function integrate(
  route: HttpApiRoute,
  event: ReturnType<typeof toHttpApiEvent>,
  api: OpenApi,
): Promise<GivenAnswer> {
  const { requestId } = event.requestContext;
  let timer: NodeJS.Timeout | undefined;
  const timeout = new Promise<GivenAnswer>((resolve) => {
    timer = setTimeout(() => resolve({ answer: GATEWAY_ANSWERS.unavailable, requestId }), api.timeoutMs);
  });
  const answered = api.invoke(route.functionLogicalId, event).then((result) => ({
    answer: toHttpAnswer(result),
    requestId,
    ...(!result.ok && { error: result.error }),
  }));
  try {
    return await Promise.race([answered, timeout]);
  } finally {
    clearTimeout(timer);
  }
}

async function listen(server: Server, port: number): Promise<void> {
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject).listen(port, '127.0.0.1', resolve);
  }).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'EADDRINUSE') {
      throw new Error(`Port ${port} of 127.0.0.1 is taken. Choose another with --port, 0 for any free one.`);
    }
    throw error;
  });
}

async function stop(server: Server): Promise<void> {
  const closed = new Promise((resolve) => server.close(resolve));
  server.closeIdleConnections();
  const timer = setTimeout(() => server.closeAllConnections(), STOP_WITHIN_MS);
  await closed;
  clearTimeout(timer);
}

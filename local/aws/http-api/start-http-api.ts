import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { RUN_PATH } from '../../../cli/connection/local-runs';
import { LOCAL_DELIVERIES_PATH } from '../../../cli/operations/deliveries/deliveries';
import type { DeliveryCounts } from '../../run/delivery-counts';
import type { Invocation } from '../lambda/local-function';
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
  /** Told to whoever asks which run this is. */
  readonly instance?: string | undefined;
  /** @default API Gateway's own, 30,000 */
  readonly integrationTimeoutMs?: number | undefined;
  /** Told of each request that is refused here, and asked for what was counted. */
  readonly deliveries?: Pick<DeliveryCounts, 'gatewayRefused' | 'report'> | undefined;
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
  let door: Door | undefined;
  // Room above the quota, so that it is we who measure and answer; Node itself refuses what lies beyond.
  const server = createServer({ maxHeaderSize: 4 * MAX_HEAD_BYTES }, (request, response) => {
    const own = ownAnswers(options)[request.url ?? ''];
    if (own !== undefined) {
      sendAnswer(response, jsonAnswer(200, own()));
      return;
    }
    void serve(request, response, door, () => options.deliveries?.gatewayRefused());
  });
  server.keepAliveTimeout = 60_000;
  await listen(server, options.port);
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    open: ({ routes, invoke }) => {
      const byKey = new Map(routes.map((route) => [`${route.method} ${route.path}`, route]));
      door = { routes: byKey, invoke, timeoutMs: options.integrationTimeoutMs ?? INTEGRATION_TIMEOUT_MS };
    },
    stop: () => stop(server),
  };
}

/** What API Gateway does not have: for our own tools. */
function ownAnswers({ instance, deliveries }: HttpApiOptions): Readonly<Record<string, () => unknown>> {
  return { [RUN_PATH]: () => ({ instance }), [LOCAL_DELIVERIES_PATH]: () => deliveries?.report() };
}

interface Door extends Pick<HttpApiTarget, 'invoke'> {
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
  door: Door | undefined,
  onRefused: () => void,
): Promise<void> {
  const answer = door ? await answerTo(request, door) : GATEWAY_ANSWERS.unavailable;
  if (answer === 'gone') {
    return;
  }
  if (REFUSALS.includes(answer)) {
    onRefused();
  }
  sendAnswer(response, answer);
}

async function answerTo(request: IncomingMessage, door: Door): Promise<HttpAnswer | 'gone'> {
  if (headBytes(request) > MAX_HEAD_BYTES) {
    return GATEWAY_ANSWERS.headersTooLarge;
  }
  const path = (request.url ?? '/').split('?', 1)[0];
  const routeKey = `${request.method} ${path}`;
  const route = door.routes.get(routeKey);
  if (!route) {
    return GATEWAY_ANSWERS.notFound;
  }
  const body = await parseBody(request);
  if (body === 'gone') {
    return body;
  }
  return body === 'too-long'
    ? GATEWAY_ANSWERS.tooLong
    : integrate(route, toHttpApiEvent(request, body, routeKey), door);
}

/** The function goes on after the time is over, as in AWS; only its answer is no longer waited for. */
async function integrate(route: HttpApiRoute, event: unknown, door: Door): Promise<HttpAnswer> {
  let timer: NodeJS.Timeout | undefined;
  const timeout = new Promise<HttpAnswer>((resolve) => {
    timer = setTimeout(() => resolve(GATEWAY_ANSWERS.unavailable), door.timeoutMs);
  });
  const answer = door.invoke(route.functionLogicalId, event).then(toHttpAnswer);
  try {
    return await Promise.race([answer, timeout]);
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

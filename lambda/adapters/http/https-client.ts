import {
  type ClientRequest,
  Agent as HttpAgent,
  request as httpRequest,
  type IncomingMessage,
} from 'node:http';
import { request as httpsRequest } from 'node:https';
import { isIP } from 'node:net';
import { ProviderError } from '../../domain/provider/error-kinds';
import type { HttpClient, HttpGet, HttpResponse } from '../../domain/provider/http-client';
import type { Clock } from '../../usecases/ports';
import { decodeBody } from './decode-body';
import { isPublicAddress } from './public-address';
import { PublicAgent } from './public-agent';
import { REFUSED_ADDRESS, type Resolve } from './public-lookup';
import { readResponse } from './read-response';

/** No call is waited for longer, whatever its deadline says. */
const MAX_CALL_MS = 60_000;

/** Shorter than the idle time-out of common load balancers (60 s), so that we seldom meet a socket they have closed. */
const IDLE_SOCKET_MS = 30_000;

/** DNS allows no longer name (RFC 1035 §2.3.4), and a link's host is repeated in messages. */
const MAX_HOST_LENGTH = 255;

export interface HttpsClientProps {
  readonly clock: Pick<Clock, 'now'>;
  /** Exact origins that may be http and loopback (LOCAL_ORIGINS). */
  readonly localOrigins?: readonly string[] | undefined;
  readonly resolve?: Resolve | undefined;
}

/** GETs over node:https with kept-alive sockets, to public addresses only. */
export class HttpsClient implements HttpClient {
  private readonly localOrigins: ReadonlySet<string>;
  private readonly agent: PublicAgent;
  /** For the one repetition that must not meet another dead socket. */
  private readonly freshAgent: PublicAgent;
  private readonly localAgent = new HttpAgent({ keepAlive: true, timeout: IDLE_SOCKET_MS });

  constructor(private readonly props: HttpsClientProps) {
    this.localOrigins = new Set(props.localOrigins);
    const { resolve } = props;
    this.agent = new PublicAgent({ keepAlive: true, timeout: IDLE_SOCKET_MS, resolve });
    this.freshAgent = new PublicAgent({ keepAlive: false, resolve });
  }

  async get(request: HttpGet): Promise<HttpResponse> {
    const url = this.permitted(request.url);
    const limit = Math.min(request.deadline - this.props.clock.now(), MAX_CALL_MS);
    if (limit <= 0) {
      throw new ProviderError('transient', `${url.host}: no time was left to ask; it is tried again.`);
    }
    const signal = AbortSignal.timeout(limit);
    try {
      return await this.attempt(url, request, signal);
    } catch (error) {
      throw toProviderError(url.host, error, signal.aborted ? limit : undefined);
    }
  }

  /** Ends all idle connections; for tests and tools that must exit. */
  close(): void {
    this.agent.destroy();
    this.freshAgent.destroy();
    this.localAgent.destroy();
  }

  /** A kept-alive socket may have been closed while the sandbox slept: a GET on it may be repeated once on a fresh one. */
  private async attempt(url: URL, request: HttpGet, signal: AbortSignal): Promise<HttpResponse> {
    const first = this.open(url, request, signal);
    try {
      return await exchange(first, request.maxBytes);
    } catch (error) {
      if (first.reusedSocket && !signal.aborted && ['ECONNRESET', 'EPIPE'].includes(codeOf(error))) {
        return exchange(this.open(url, request, signal, false), request.maxBytes);
      }
      throw error;
    }
  }

  private open(url: URL, { headers }: HttpGet, signal: AbortSignal, pooled = true): ClientRequest {
    const options = { headers: { ...headers, 'accept-encoding': 'identity' }, signal };
    if (this.localOrigins.has(url.origin)) {
      return httpRequest(url, { ...options, agent: pooled && this.localAgent });
    }
    return httpsRequest(url, { ...options, agent: pooled ? this.agent : this.freshAgent });
  }

  private permitted(text: string): URL {
    const url = URL.canParse(text) ? new URL(text) : undefined;
    if (!url || url.username || url.password || url.hostname.length > MAX_HOST_LENGTH) {
      throw new ProviderError(
        'permanent',
        'The address to ask is not a plain https URL; expected https://host/path.',
      );
    }
    if (this.localOrigins.has(url.origin)) {
      return url;
    }
    if (url.protocol !== 'https:') {
      throw new ProviderError('permanent', `${url.host}: got ${url.protocol}//, expected https://.`);
    }
    const host = url.hostname.replace(/^\[(.*)\]$/, '$1');
    if (isIP(host) && !isPublicAddress(host)) {
      throw refusedAddress(url.host);
    }
    return url;
  }
}

async function exchange(request: ClientRequest, maxBytes: number): Promise<HttpResponse> {
  const response = await responseOf(request);
  const host = String(request.getHeader('host'));
  const status = response.statusCode ?? 0;
  const body = await readBody(response, maxBytes, host).catch((error: unknown) => {
    if (status === 200 || !(error instanceof ProviderError)) {
      throw error;
    }
    return Buffer.alloc(0);
  });
  return { status, headers: flat(response.headers), body };
}

/** @throws ProviderError for a body that came and cannot be used; another error where the connection failed */
async function readBody(response: IncomingMessage, maxBytes: number, host: string): Promise<Uint8Array> {
  const bytes = await readResponse(response, maxBytes, host);
  return decodeBody({ bytes, encoding: response.headers['content-encoding'], host, maxBytes });
}

/** Node tells of a 101, which nobody asked for, by closing alone: without a listener the call would never end, deadline or not. */
function responseOf(request: ClientRequest): Promise<IncomingMessage> {
  return new Promise((resolve, reject) => {
    const closed = () => reject(Object.assign(new Error('No response.'), { code: 'ERR_NO_RESPONSE' }));
    request.once('response', resolve).once('error', reject).once('close', closed).end();
  });
}

function flat(headers: IncomingMessage['headers']): Record<string, string | undefined> {
  return Object.fromEntries(
    Object.entries(headers).map(([name, value]) => [name, Array.isArray(value) ? value.join(', ') : value]),
  );
}

/** The message names the host and a code only: a path or a query may hold an id or a signature. */
function toProviderError(host: string, error: unknown, timedOutAfter: number | undefined): ProviderError {
  if (error instanceof ProviderError) {
    return error;
  }
  if (timedOutAfter !== undefined) {
    const message = `${host}: no complete answer within ${timedOutAfter} ms; it is tried again.`;
    return new ProviderError('transient', message, { cause: error, timedOutAfter });
  }
  const code = codeOf(error);
  if (code === REFUSED_ADDRESS) {
    return refusedAddress(host);
  }
  return new ProviderError('transient', `${host}: the connection failed (${code}); it is tried again.`, {
    cause: error,
  });
}

function refusedAddress(host: string): ProviderError {
  return new ProviderError(
    'permanent',
    `${host}: leads to a private or reserved address; expected one of the public internet.`,
  );
}

function codeOf(error: unknown): string {
  return (error as NodeJS.ErrnoException).code ?? 'no code';
}

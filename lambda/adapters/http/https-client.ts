import {
  type ClientRequest,
  Agent as HttpAgent,
  request as httpRequest,
  type IncomingMessage,
} from 'node:http';
import { request as httpsRequest } from 'node:https';
import { isIP } from 'node:net';
import { ProviderError } from '../../domain/provider/error-kinds';
import type { HttpClient, HttpGet, HttpResponse } from '../../domain/provider/provider';
import type { Clock } from '../../usecases/ports';
import { isPublicAddress } from './public-address';
import { PublicAgent, REFUSED_ADDRESS, type Resolve } from './public-agent';
import { readResponse } from './read-response';

/** The longest that a call may take, whatever its deadline is. */
const MAX_CALL_MS = 60_000;

/** Shorter than the idle time-out of common load balancers (60 s), which close sockets after it. */
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
  /** For the one repetition, which must not get another dead socket. */
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
    const headers = { ...request.headers, 'accept-encoding': 'identity' };
    const { send, pooled, fresh } = this.localOrigins.has(url.origin)
      ? { send: httpRequest, pooled: this.localAgent, fresh: false as const }
      : { send: httpsRequest, pooled: this.agent, fresh: this.freshAgent };
    try {
      for (let agent: HttpAgent | false = pooled; ; agent = fresh) {
        const sent = send(url, { headers, signal, agent });
        try {
          return await exchange(sent, request.maxBytes);
        } catch (error) {
          // The kept-alive socket may have been closed while the sandbox slept: a GET may be repeated once, on a fresh one.
          if (!sent.reusedSocket || signal.aborted || !['ECONNRESET', 'EPIPE'].includes(getCode(error))) {
            throw error;
          }
        }
      }
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
  const response = await new Promise<IncomingMessage>((resolve, reject) => {
    // Node reports a 101, which nobody asked for, only by `close`: without that listener the call would never end, deadline or not.
    const closed = () => reject(Object.assign(new Error('No response.'), { code: 'ERR_NO_RESPONSE' }));
    request.once('response', resolve).once('error', reject).once('close', closed).end();
  });
  const host = String(request.getHeader('host'));
  const status = response.statusCode ?? 0;
  // Several lines of one header are joined, as HTTP allows.
  const headers = Object.fromEntries(
    Object.entries(response.headers).map(([name, value]) => [
      name,
      Array.isArray(value) ? value.join(', ') : value,
    ]),
  );
  try {
    return { status, headers, body: await readResponse(response, maxBytes, host) };
  } catch (error) {
    // The body of an error came and cannot be used: its status says enough.
    if (error instanceof ProviderError && status !== 200) {
      return { status, headers, body: Buffer.alloc(0) };
    }
    throw error;
  }
}

/** The message holds the host and a code only: a path or a query may hold an id or a signature. */
function toProviderError(host: string, error: unknown, timedOutAfter: number | undefined): ProviderError {
  if (error instanceof ProviderError) {
    return error;
  }
  if (timedOutAfter !== undefined) {
    const message = `${host}: no complete answer within ${timedOutAfter} ms; it is tried again.`;
    return new ProviderError('transient', message, { cause: error, timedOutAfter });
  }
  const code = getCode(error);
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

function getCode(error: unknown): string {
  return (error as NodeJS.ErrnoException).code ?? 'no code';
}

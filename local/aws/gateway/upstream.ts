import { Agent, type IncomingMessage, type OutgoingHttpHeaders, request } from 'node:http';
import type { Answer, Exchange, WholeAnswer } from './exchange';

export interface UpstreamRequest {
  readonly method: string;
  readonly url: string;
  readonly headers: OutgoingHttpHeaders;
  readonly body: Buffer;
}

/** Connections to one engine, kept alive. */
export class Upstream {
  readonly #agent = new Agent({ keepAlive: true });
  readonly #host: string;
  readonly #port: string;

  constructor(url: string) {
    const { hostname, port } = new URL(url);
    this.#host = hostname;
    this.#port = port;
  }

  /** The engine's answer as a stream. */
  stream(exchange: UpstreamRequest): Promise<Answer> {
    return new Promise((resolve, reject) => {
      const { 'transfer-encoding': _te, connection: _c, expect: _e, ...headers } = exchange.headers;
      const sent = request(
        {
          agent: this.#agent,
          host: this.#host,
          port: this.#port,
          method: exchange.method,
          path: exchange.url,
          headers: { ...headers, 'content-length': exchange.body.length },
        },
        (response) => resolve(toAnswer(response)),
      );
      sent.once('error', reject);
      sent.end(exchange.body);
    });
  }

  /** The engine's answer, read whole. */
  async send(exchange: UpstreamRequest): Promise<WholeAnswer> {
    const answer = await this.stream(exchange);
    const chunks: Buffer[] = [];
    for await (const chunk of answer.body as AsyncIterable<Buffer>) {
      chunks.push(chunk);
    }
    return { ...answer, body: Buffer.concat(chunks) };
  }

  close(): void {
    this.#agent.destroy();
  }
}

/** What of a request goes on to the engine. It is carried out even when its client leaves, as AWS does. */
export function onward(exchange: Exchange): UpstreamRequest {
  return { method: exchange.method, url: exchange.url, headers: exchange.headers, body: exchange.body };
}

function toAnswer(response: IncomingMessage): Answer {
  const { connection: _c, 'keep-alive': _k, ...headers } = response.headers;
  return { status: response.statusCode ?? 502, headers, body: response };
}

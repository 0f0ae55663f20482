import type { IncomingMessage } from 'node:http';

/** Quotas of an HTTP API (https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-quotas.html). */
export const MAX_BODY_BYTES = 10 * 1024 * 1024;
export const MAX_HEAD_BYTES = 10_240;
export const INTEGRATION_TIMEOUT_MS = 30_000;

/** Bytes of request line and headers as they came over the wire. */
export function headBytes(request: IncomingMessage): number {
  const { method = '', url = '', httpVersion, rawHeaders } = request;
  const line = `${method} ${url} HTTP/${httpVersion}\r\n`;
  // Per header two entries and `: ` and CRLF between and behind them.
  return rawHeaders.reduce((sum, text) => sum + text.length + 2, line.length);
}

/** The body; `too-long` over the quota, `gone` when the caller left before its end. */
export async function parseBody(request: IncomingMessage): Promise<Buffer | 'too-long' | 'gone'> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  try {
    for await (const chunk of request as AsyncIterable<Buffer>) {
      bytes += chunk.length;
      // Read to its end all the same: a caller that is still sending would not see the answer.
      if (bytes <= MAX_BODY_BYTES) {
        chunks.push(chunk);
      }
    }
  } catch {
    return 'gone';
  }
  return bytes > MAX_BODY_BYTES ? 'too-long' : Buffer.concat(chunks, bytes);
}

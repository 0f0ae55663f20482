import type { IncomingMessage } from 'node:http';
import { ProviderError } from '../domain/error-kinds';

/** Reads a response's body, and stops as soon as it is, or says it is, longer than allowed. */
export async function readResponse(
  response: IncomingMessage,
  maxBytes: number,
  host: string,
): Promise<Uint8Array> {
  const declared = Number(response.headers['content-length'] ?? 0);
  const chunks: Buffer[] = [];
  let bytes = declared;
  try {
    if (declared <= maxBytes) {
      bytes = 0;
      for await (const chunk of response as AsyncIterable<Buffer>) {
        bytes += chunk.byteLength;
        if (bytes > maxBytes) {
          break;
        }
        chunks.push(chunk);
      }
    }
  } finally {
    if (!response.complete || bytes > maxBytes) {
      response.destroy();
    }
  }
  if (bytes > maxBytes) {
    throw new ProviderError(
      'permanent',
      `${host}: the answer is larger than the limit of ${maxBytes} bytes.`,
    );
  }
  return Buffer.concat(chunks);
}

import { randomUUID } from 'node:crypto';
import type { WholeAnswer } from './exchange';
import type { Service } from './gateway.types';

/** A refusal in AWS's terms: what a client of the real service would get. */
export class AwsError extends Error {
  override readonly name = 'AwsError';

  constructor(
    readonly status: number,
    readonly code: string,
    message: string,
  ) {
    super(message);
  }
}

/** The error in the service's own wire format: XML for S3, JSON with `__type` for the others. */
export function errorAnswer(service: Service, error: AwsError): WholeAnswer {
  const headers = { 'x-amzn-requestid': randomUUID(), 'x-amz-request-id': randomUUID() };
  if (service === 's3') {
    const body = `<?xml version="1.0" encoding="UTF-8"?>\n<Error><Code>${error.code}</Code><Message>${escapeXml(error.message)}</Message></Error>`;
    return {
      status: error.status,
      headers: { ...headers, 'content-type': 'application/xml' },
      body: Buffer.from(body),
    };
  }
  return {
    status: error.status,
    headers: { ...headers, 'content-type': 'application/x-amz-json-1.0' },
    body: Buffer.from(JSON.stringify({ __type: error.code, message: error.message })),
  };
}

function escapeXml(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}

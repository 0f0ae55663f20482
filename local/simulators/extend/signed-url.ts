import { createHmac } from 'node:crypto';

/** Documented lifetime of a link. */
export const SIGNED_URL_LIFETIME_MS = 60 * 60 * 1000;

/** Not a secret: links only need to be unforgeable by accident, and to survive a restart of the simulator. */
const LINK_KEY = 'extraction-inbox simulator links';

/** What a link may lead to. */
export type LinkedObject = 'extract_run' | 'classify_run';

export interface LinkOptions {
  /** Epoch milliseconds. @default in an hour */
  readonly expiresAt?: number | undefined;
  /** @default an extract run */
  readonly object?: LinkedObject | undefined;
}

/** A download link for a run. */
export function createSignedUrl(
  simulatorUrl: string,
  runId: string,
  { expiresAt = Date.now() + SIGNED_URL_LIFETIME_MS, object = 'extract_run' }: LinkOptions = {},
): string {
  const payload = Buffer.from(JSON.stringify([runId, expiresAt, object])).toString('base64url');
  return `${simulatorUrl}/signed/${payload}.${signPayload(payload)}`;
}

export interface SignedLink {
  readonly runId: string;
  readonly expiresAt: number;
  readonly object: LinkedObject;
}

/** What a token stands for; undefined when we did not make it. */
export function openToken(token: string): SignedLink | undefined {
  const [payload = '', mac] = token.split('.');
  if (mac !== signPayload(payload)) {
    return undefined;
  }
  const [runId, expiresAt, object] = JSON.parse(Buffer.from(payload, 'base64url').toString()) as [
    string,
    number,
    LinkedObject,
  ];
  return { runId, expiresAt, object };
}

function signPayload(payload: string): string {
  return createHmac('sha256', LINK_KEY).update(payload).digest('base64url');
}

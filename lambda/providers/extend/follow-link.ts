import { kindOfStatus, ProviderError } from '../../domain/error-kinds';
import type { HttpResponse } from '../../domain/http-client';
import type { ObtainRequest } from '../../domain/provider';
import { statusError } from '../shared/api-get';
import { type JsonObject, parseJsonObject } from '../shared/json-object';

const CALL = 'Extend payload link';
const MAX_REDIRECTS = 3;

/** `unusable`: asking the same link again cannot help; `why` is for people and holds no part of the link. */
export type LinkOutcome =
  | { readonly kind: 'payload'; readonly bytes: Uint8Array; readonly payload: JsonObject }
  | { readonly kind: 'unusable'; readonly why: string };

type LinkContext = Pick<ObtainRequest<unknown>, 'download' | 'now' | 'deadline' | 'maxBytes'>;

/**
 * Downloads a payload from its signed link (valid for one hour): a plain GET without our token. Redirects are followed by
 * hand, so that the client judges each address anew.
 * @throws ProviderError for what may pass: network, time-out, 429, 5xx
 */
export async function followLink(url: string, context: LinkContext): Promise<LinkOutcome> {
  let next = url;
  for (let hop = 0; hop <= MAX_REDIRECTS; hop += 1) {
    const response = await getOrRefusal(next, context);
    if ('why' in response) {
      return response;
    }
    if (!isRedirect(response.status)) {
      return judge(response, context.now);
    }
    const target = redirectTarget(next, response.headers.location);
    if (target === undefined) {
      return unusable(`a redirect (HTTP ${response.status}) without a usable address`);
    }
    next = target;
  }
  return unusable(`more than ${MAX_REDIRECTS} redirects`);
}

async function getOrRefusal(
  url: string,
  { download, deadline, maxBytes }: LinkContext,
): Promise<HttpResponse | (LinkOutcome & { kind: 'unusable' })> {
  try {
    return await download.get({ url, headers: { accept: 'application/json' }, deadline, maxBytes });
  } catch (error) {
    if (error instanceof ProviderError && error.kind === 'permanent') {
      return unusable('an address or a size the client refuses');
    }
    throw error;
  }
}

function judge(response: HttpResponse, now: number): LinkOutcome {
  const { status, body } = response;
  if (status >= 200 && status < 300) {
    const payload = parseJsonObject(body);
    return payload
      ? { kind: 'payload', bytes: body, payload }
      : unusable('a body that is not a JSON object in UTF-8');
  }
  const kind = kindOfStatus(status);
  if (kind === 'transient' || kind === 'throttled') {
    throw statusError({ name: CALL }, response, now);
  }
  return unusable(`HTTP ${status}`);
}

function isRedirect(status: number): boolean {
  return [301, 302, 303, 307, 308].includes(status);
}

function redirectTarget(base: string, location: string | undefined): string | undefined {
  return location !== undefined && URL.canParse(location, base) ? new URL(location, base).href : undefined;
}

function unusable(why: string): LinkOutcome & { kind: 'unusable' } {
  return { kind: 'unusable', why };
}

import { REASON_TEXTS } from '../../cli/connection/received-deliveries';
import { REFUSAL_REASONS } from '../../lambda/domain/metrics';
import type { AnsweredRequest } from '../aws/http-api/start-http-api';
import type { Activity } from './activity.types';

export interface RequestContext {
  /** Epoch milliseconds. */
  readonly at: number;
  /** Absent: the address is no source's. */
  readonly source?: string | undefined;
  /** What the function logged of the request. */
  readonly why?: string | undefined;
}

/** A request and its answer. */
export function describeRequest(request: AnsweredRequest, { at, source, why }: RequestContext): Activity {
  const { status, eventId, challenge } = parseObject(request.body);
  const words: Readonly<Record<string, string>> = { accepted: 'new' };
  const said = challenge === undefined ? asText(status) : 'verification';
  const isRefused = request.status >= 400;
  const address = source === undefined ? `${request.method} ${request.path}: ` : '';
  return {
    kind: 'request',
    at,
    source,
    eventId: asText(eventId),
    label: said === undefined || isRefused ? `${request.status}` : `${request.status} ${words[said] ?? said}`,
    milliseconds: request.milliseconds,
    why: isRefused ? `${address}${why ?? explain(request)}` : undefined,
  };
}

/** Where no function said why. */
function explain({ status, error, requestId }: AnsweredRequest): string {
  if (error) {
    return `the function ended without an answer (${error.errorType}: ${error.errorMessage})`;
  }
  switch (status) {
    case 404:
      return 'no source has this address';
    case 413:
      return 'over the 10 MiB of API Gateway, or the 6 MiB of Lambda';
    case 431:
      return 'headers over 10,240 bytes';
    case 503:
      return requestId === undefined ? 'the stack is still starting' : 'no answer within 30 s';
    default:
      return 'see the function log';
  }
}

/** The request that a line of a function refuses, and why; undefined: another line. */
export function findReason(line: string): { readonly requestId: string; readonly why: string } | undefined {
  if (!line.includes('"apiRequestId"') || !/"level":"(WARN|ERROR)"/.test(line)) {
    return undefined;
  }
  const { apiRequestId, message, reason } = parseObject(line);
  const known = REFUSAL_REASONS.find((one) => one === reason);
  return typeof apiRequestId === 'string'
    ? { requestId: apiRequestId, why: known ? REASON_TEXTS[known] : String(message) }
    : undefined;
}

function parseObject(text: Buffer | string): Readonly<Record<string, unknown>> {
  try {
    const parsed: unknown = JSON.parse(text.toString());
    return typeof parsed === 'object' && parsed !== null ? { ...parsed } : {};
  } catch {
    return {};
  }
}

function asText(value: unknown): string | undefined {
  return typeof value === 'string' ? value : undefined;
}

import { createHash } from 'node:crypto';
import type { DocumentPlan, Failure } from '../behaviour';
import {
  type Answer,
  type ApiCall,
  type ApiRequest,
  jsonAnswer,
  type ProviderApi,
  retryAfterHeader,
} from '../provider-api';
import { createClassifyRun } from './classify-run';
import { createExtractRun } from './extract-run';
import { listRuns } from './list-runs';
import { openToken } from './signed-url';

const RUN_PATH = /^\/extract_runs\/([^/]+)$/;
const LINK_PATH = /^\/signed\/([^/]+)$/;
const API_VERSIONS = ['2026-02-09', '2025-04-21', '2024-12-23', '2024-11-14', '2024-07-30', '2024-02-01'];

/** GET /extract_runs/{id}, and the download links of signed-URL deliveries, which need no token. */
export const extendApi: ProviderApi = {
  provider: 'extend',
  findDocument,
  open: (runId, request) =>
    LINK_PATH.test(request.url.pathname) ? openLink(runId, request) : openRun(runId, request),
  list: (request, finished) => listRuns(request, finished, () => refuseRequest(request)),
  failure: (failure: Failure) => error(failure.status, toCode(failure.status), retryAfterHeader(failure)),
  bodyFor: (runId) => Buffer.from(createExtractRun(runId)),
};

function findDocument(url: URL): string | undefined {
  const run = RUN_PATH.exec(url.pathname)?.[1];
  if (run !== undefined) {
    return decodeURIComponent(run);
  }
  const token = LINK_PATH.exec(url.pathname)?.[1];
  return token === undefined ? undefined : (openToken(token)?.runId ?? '');
}

/** The host of real links and their error body are not documented; 403 is what object stores answer. */
function openLink(runId: string, request: ApiRequest): ApiCall | Answer {
  const link = openToken(LINK_PATH.exec(request.url.pathname)?.[1] ?? '');
  if (!link || link.expiresAt <= request.now) {
    return {
      status: 403,
      headers: { 'content-type': 'application/xml' },
      body: '<Error><Code>AccessDenied</Code></Error>',
    };
  }
  const linked = link.object === 'classify_run' ? createClassifyRun(runId) : createExtractRun(runId);
  const data = (plan: DocumentPlan) => ({ status: 200, body: plan.body ?? linked });
  return { notReady: data, final: data };
}

function openRun(runId: string, request: ApiRequest): ApiCall | Answer {
  const refusal = refuseRequest(request);
  if (refusal) {
    return refusal;
  }
  return {
    notReady: (plan) => ({
      status: 200,
      body: createExtractRun(runId, { status: plan.notReadyStatus ?? 'PROCESSING' }),
    }),
    final: (plan) => toFinalAnswer(runId, plan),
  };
}

/** What every call must have; undefined: it has. */
function refuseRequest(request: ApiRequest): Answer | undefined {
  if (!request.authorized) {
    return error(401, 'UNAUTHORIZED');
  }
  if (request.method !== 'GET') {
    return error(405, 'INVALID_REQUEST');
  }
  const version = request.headers['x-extend-api-version'];
  const isKnown = typeof version === 'string' && API_VERSIONS.includes(version);
  return isKnown ? undefined : error(400, 'INVALID_REQUEST');
}

function toFinalAnswer(runId: string, plan: DocumentPlan): Answer {
  if (plan.body !== undefined) {
    return { status: 200, body: plan.body };
  }
  const status = plan.status ?? 'PROCESSED';
  if (status === 'NOT_FOUND') {
    return error(404, 'NOT_FOUND');
  }
  if (status === 'FAILED') {
    const failureMessage = plan.errorMessage ?? 'The document could not be parsed';
    return {
      status: 200,
      body: createExtractRun(runId, { status, failureReason: 'PARSING_ERROR', failureMessage }),
    };
  }
  return { status: 200, body: createExtractRun(runId, { status }) };
}

const CODES: Readonly<Record<number, string>> = {
  401: 'UNAUTHORIZED',
  402: 'USAGE_BLOCKED',
  403: 'UNAUTHORIZED',
  404: 'NOT_FOUND',
  410: 'ENDPOINT_REMOVED',
  429: 'RATE_LIMIT_EXCEEDED',
};

function toCode(status: number): string {
  return CODES[status] ?? (status >= 500 ? 'INTERNAL_ERROR' : 'INVALID_REQUEST');
}

function error(status: number, code: string, headers: Record<string, string> = {}): Answer {
  const requestId = `req_${createHash('sha256').update(`${status}${code}`).digest('hex').slice(0, 12)}`;
  const retryable = status === 429 || status >= 500;
  const body = { code, message: `Simulated: ${code}`, retryable, requestId };
  return jsonAnswer(status, body, { 'x-extend-request-id': requestId, ...headers });
}

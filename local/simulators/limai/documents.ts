import type { FinishedDocument } from '../behaviour';
import { type Answer, type ApiRequest, jsonAnswer } from '../provider-api';

const PATH = /^\/api\/v1\/deployments\/[^/]+\/documents$/;
const DEFAULT_LIMIT = 50;
const MAX_LIMIT = 500;

/** GET /api/v1/deployments/{deploymentId}/documents: by offset, in the order of insertion, as no other is documented. */
export function listDocuments(
  { url, method, authorized }: ApiRequest,
  finished: readonly FinishedDocument[],
): Answer | undefined {
  if (!PATH.test(url.pathname)) {
    return undefined;
  }
  if (!authorized) {
    return jsonAnswer(401, { error: 'Authentication required' });
  }
  const limit = Number(url.searchParams.get('limit') ?? DEFAULT_LIMIT);
  const offset = Number(url.searchParams.get('offset') ?? 0);
  if (method !== 'GET' || !(limit >= 1 && limit <= MAX_LIMIT) || !(offset >= 0)) {
    return jsonAnswer(400, { error: `Expected GET with a limit from 1 to ${MAX_LIMIT} and an offset` });
  }
  const status = url.searchParams.get('status');
  const rows = finished.map(toRow).filter((row) => status === null || row.status === status);
  return jsonAnswer(200, {
    data: rows.slice(offset, offset + limit),
    pagination: { total: rows.length, limit, offset },
  });
}

function toRow({ id, failed, createdAt, updatedAt }: FinishedDocument) {
  return {
    id,
    name: `${id}.pdf`,
    originalExtension: 'pdf',
    status: failed ? 'FAILED' : 'EXTRACTED',
    createdAt,
    updatedAt,
    confidenceScore: failed ? null : 0.92,
    validationFailCount: 0,
    inExamplePool: false,
  };
}

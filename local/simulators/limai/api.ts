import type { DocumentPlan, Failure } from '../behaviour';
import {
  type Answer,
  type ApiCall,
  type ApiRequest,
  jsonAnswer,
  type ProviderApi,
  retryAfterHeader,
} from '../provider-api';
import { listDocuments } from './documents';
import { completedFileData, legacyFileData, SAMPLE_SCHEMA_ID } from './file-data';

const PATH = '/api/v1/document/get-file-data';

/** GET /api/v1/document/get-file-data. Bodies of errors other than 401 are not documented; these are our reading. */
export const limaiApi: ProviderApi = {
  provider: 'limai',
  documentOf: (url) => (url.pathname === PATH ? (url.searchParams.get('fileId') ?? '') : undefined),
  open: openFileData,
  list: listDocuments,
  failure: (failure: Failure) =>
    jsonAnswer(failure.status, { error: errorOf(failure.status) }, retryAfterHeader(failure)),
  bodyFor: (fileId) => Buffer.from(completedFileData(fileId)),
};

function openFileData(fileId: string, request: ApiRequest): ApiCall | Answer {
  if (!request.authorized) {
    return jsonAnswer(401, { error: 'Authentication required' });
  }
  if (request.method !== 'GET') {
    return jsonAnswer(405, { error: 'Method not allowed' });
  }
  if (fileId === '') {
    return jsonAnswer(400, { error: 'Missing fileId query parameter' });
  }
  const schemaId = request.url.searchParams.get('extractionSchemaId') ?? SAMPLE_SCHEMA_ID;
  return {
    notReady: (plan) => working(fileId, plan.notReadyStatus ?? 'PROCESSING'),
    final: (plan) => finalAnswer(fileId, schemaId, plan),
  };
}

function working(fileId: string, status: string): Answer {
  return status === 'CLASSIFYING'
    ? jsonAnswer(200, { status, fileId, message: 'Document is being classified' })
    : jsonAnswer(200, { status, fileId, jobId: jobOf(fileId) });
}

function finalAnswer(fileId: string, schemaId: string, plan: DocumentPlan): Answer {
  if (plan.body !== undefined) {
    return { status: 200, body: plan.body };
  }
  switch (plan.status ?? 'COMPLETED') {
    case 'COMPLETED':
      return { status: 200, body: completedFileData(fileId, schemaId) };
    case 'LEGACY':
      return { status: 200, body: legacyFileData(fileId, schemaId) };
    case 'FAILED':
      return jsonAnswer(200, { status: 'FAILED', fileId, jobId: jobOf(fileId), errorMessage: reason(plan) });
    case 'NOT_FOUND':
      return jsonAnswer(404, { error: 'File not found' });
    default:
      return working(fileId, plan.status ?? 'PROCESSING');
  }
}

function reason(plan: DocumentPlan): string {
  return plan.errorMessage ?? 'Document format not supported';
}

function jobOf(fileId: string): string {
  return `job_${fileId}`;
}

const ERRORS: Readonly<Record<number, string>> = {
  401: 'Authentication required',
  403: 'Unauthorized: No access to this project',
  404: 'File not found',
  429: 'Too many requests',
};

function errorOf(status: number): string {
  return ERRORS[status] ?? (status >= 500 ? 'Internal server error' : 'Bad request');
}

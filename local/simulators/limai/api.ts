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
import { createFileData, createLegacyFileData, SAMPLE_SCHEMA_ID } from './file-data';

const PATH = '/api/v1/document/get-file-data';

/** GET /api/v1/document/get-file-data. Bodies of errors other than 401 are not documented; these are our reading. */
export const limaiApi: ProviderApi = {
  provider: 'limai',
  findDocument: (url) => (url.pathname === PATH ? (url.searchParams.get('fileId') ?? '') : undefined),
  open: openFileData,
  list: listDocuments,
  failure: (failure: Failure) =>
    jsonAnswer(failure.status, { error: toErrorText(failure.status) }, retryAfterHeader(failure)),
  bodyFor: (fileId) => Buffer.from(createFileData(fileId)),
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
    notReady: (plan) => toWorkingAnswer(fileId, plan.notReadyStatus ?? 'PROCESSING'),
    final: (plan) => toFinalAnswer(fileId, schemaId, plan),
  };
}

function toWorkingAnswer(fileId: string, status: string): Answer {
  return status === 'CLASSIFYING'
    ? jsonAnswer(200, { status, fileId, message: 'Document is being classified' })
    : jsonAnswer(200, { status, fileId, jobId: toJobId(fileId) });
}

function toFinalAnswer(fileId: string, schemaId: string, plan: DocumentPlan): Answer {
  if (plan.body !== undefined) {
    return { status: 200, body: plan.body };
  }
  switch (plan.status ?? 'COMPLETED') {
    case 'COMPLETED':
      return { status: 200, body: createFileData(fileId, schemaId) };
    case 'LEGACY':
      return { status: 200, body: createLegacyFileData(fileId, schemaId) };
    case 'FAILED':
      return jsonAnswer(200, {
        status: 'FAILED',
        fileId,
        jobId: toJobId(fileId),
        errorMessage: reason(plan),
      });
    case 'NOT_FOUND':
      return jsonAnswer(404, { error: 'File not found' });
    default:
      return toWorkingAnswer(fileId, plan.status ?? 'PROCESSING');
  }
}

function reason(plan: DocumentPlan): string {
  return plan.errorMessage ?? 'Document format not supported';
}

function toJobId(fileId: string): string {
  return `job_${fileId}`;
}

const ERRORS: Readonly<Record<number, string>> = {
  401: 'Authentication required',
  403: 'Unauthorized: No access to this project',
  404: 'File not found',
  429: 'Too many requests',
};

function toErrorText(status: number): string {
  return ERRORS[status] ?? (status >= 500 ? 'Internal server error' : 'Bad request');
}

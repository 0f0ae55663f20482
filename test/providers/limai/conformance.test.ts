import { limai } from '../../../lambda/providers/limai';
import { describeConformance } from '../conformance';

const common = {
  organizationId: 'org_xyz789',
  deploymentId: 'dep_123abc',
  schemaId: 'schema_456def',
  documentId: 'file_789ghi',
};

describeConformance(limai, {
  options: {},
  signatureHeader: 'x-webhook-signature',
  readings: {
    'document-extracted-success': {
      kind: 'event',
      event: {
        ...common,
        eventId: 'evt_success_456',
        eventType: 'DOCUMENT_EXTRACTED',
        disposition: 'fetch',
        jobId: 'job_012jkl',
        occurredAt: '2024-01-15T10:30:45Z',
      },
    },
    'document-extracted-failed': {
      kind: 'event',
      event: {
        ...common,
        eventId: 'evt_failed_789',
        eventType: 'DOCUMENT_EXTRACTED',
        disposition: 'fetch',
        documentId: 'file_bad123',
        jobId: 'job_error456',
        occurredAt: '2024-01-15T10:32:15Z',
        failed: true,
      },
    },
    'document-reviewed': {
      kind: 'event',
      event: {
        ...common,
        eventId: 'evt_reviewed_456',
        eventType: 'DOCUMENT_REVIEWED',
        disposition: 'fetch',
        occurredAt: '2024-01-15T10:45:30Z',
      },
    },
    'verification-top-level': { kind: 'challenge', challenge: 'chal_3f9c1b7e5a' },
    'verification-under-data': { kind: 'challenge', challenge: 'chal_3f9c1b7e5a' },
    'unknown-type': {
      kind: 'event',
      event: {
        ...common,
        eventId: 'evt_classified_321',
        eventType: 'DOCUMENT_CLASSIFIED',
        disposition: 'archive',
        occurredAt: '2024-01-15T10:20:00Z',
      },
    },
  },
  fetched: {
    delivery: 'document-extracted-success',
    completed: (data) => `{ "status":"COMPLETED",\n"data":${data} }`,
  },
  listed: {
    options: { deploymentId: 'dep_123abc' },
    lacking: {},
    page: (rows, more = false) =>
      JSON.stringify({
        data: rows.map(({ failed, ...row }) => ({ ...row, status: failed ? 'FAILED' : 'EXTRACTED' })),
        pagination: { total: rows.length + (more ? 500 : 0), limit: 500, offset: 0 },
      }),
  },
});

import { limai } from '../../../../lambda/providers/limai';
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
        outcome: 'success',
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
        outcome: 'failed',
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
    otherDocuments: {
      fileId: [
        '{"status":"COMPLETED","fileId":"file_other","data":{"tables":{"t":{"rows":[{}]}}}}',
        '{"fileId":7,"data":{"tables":{"t":{"rows":[{}]}}}}',
        '{"status":"FAILED","fileId":"file_other","errorMessage":"x"}',
        '{"status":"PROCESSING","fileId":"file_other"}',
      ],
      extractionSchemaId: [
        '{"status":"COMPLETED","fileId":"file_789ghi","extractionSchemaId":"schema_other","data":{}}',
      ],
    },
    strangers: ['{}', '{"error":"Something went wrong"}', '{"data":null}', '{"status":null,"message":"x"}'],
    withoutData: [
      '{"status":"COMPLETED"}',
      '{"status":"COMPLETED","data":null}',
      '{"status":"COMPLETED","data":[1]}',
    ],
    nothingFound: [
      '{"status":"COMPLETED","data":{}}',
      '{"status":"COMPLETED","data":{"tables":{"t":{"rows":[]}}}}',
    ],
    failure: {
      delivery: 'document-extracted-failed',
      failed: '{"status":"FAILED","fileId":"file_bad123","errorMessage":"Unreadable"}',
      reason: 'Unreadable',
      completed: '{"status":"COMPLETED","fileId":"file_bad123","data":{"tables":{"t":{"rows":[{}]}}}}',
    },
  },
  listed: {
    options: { deploymentId: 'dep_123abc' },
    missingOption: {},
    page: (rows, more = false) =>
      JSON.stringify({
        data: rows.map(({ failed, ...row }) => ({ ...row, status: failed ? 'FAILED' : 'EXTRACTED' })),
        pagination: { total: rows.length + (more ? 500 : 0), limit: 500, offset: 0 },
      }),
  },
});

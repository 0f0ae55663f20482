import { extend } from '../../../../lambda/providers/extend';
import { describeConformance } from '../conformance';

const RUN = { documentId: 'exr_Xj8mK2pL9nR4vT7qY5wZ' };
const INLINE = { ...RUN, schemaId: 'ex_Xj8mK2pL9nR4vT7qY5wZ' };

describeConformance(extend, {
  options: {},
  signatureHeader: 'x-extend-request-signature',
  readings: {
    'extract-run-processed': event('string', 'extract_run.processed', 'fetch', {
      ...INLINE,
      occurredAt: '2024-03-21T16:45:00Z',
      statusMismatch: true,
      carriesData: true,
    }),
    'extract-run-processed-consistent': event('event_processed_001', 'extract_run.processed', 'fetch', {
      ...INLINE,
      occurredAt: '2024-03-21T16:46:10Z',
      carriesData: true,
    }),
    'extract-run-failed': event('event_failed_001', 'extract_run.failed', 'fetch', {
      ...INLINE,
      occurredAt: '2024-03-21T16:46:10Z',
      failed: true,
    }),
    'extract-run-processed-signed-url': event('event_link_001', 'extract_run.processed', 'fetch', RUN),
    'extract-run-processed-data-only': event('event_link_002', 'extract_run.processed', 'fetch'),
    'extract-run-failed-signed-url': event('event_link_003', 'extract_run.failed', 'fetch', {
      ...RUN,
      failed: true,
    }),
    'workflow-run-completed': event('event_workflow_001', 'workflow_run.completed', 'archive', {
      documentId: 'workflow_run_Xj8mK2pL9nR4vT7qY5wZ',
    }),
    'parse-run-processed': event('event_parse_001', 'parse_run.processed', 'archive', {
      documentId: 'pr_Xj8mK2pL9nR4vT7qY5wZ',
    }),
    'extractor-version-published': event('event_extractor_001', 'extractor.version.published', 'archive', {
      documentId: 'exv_xK9mLPqRtN3vS8wF5hB2cQ',
    }),
    'unknown-type': event('event_unknown_001', 'redaction_run.processed', 'archive', {
      documentId: 'rdr_Xj8mK2pL9nR4vT7qY5wZ',
    }),
  },
  fetched: {
    delivery: 'extract-run-processed-signed-url',
    completed: (data) => `{ "object":"extract_run",\n"status":"PROCESSED",\n"output":${data} }`,
    otherDocuments: {
      id: [
        '{"object":"extract_run","id":"exr_other","status":"PROCESSED","output":{"value":{"a":1}}}',
        '{"id":7,"status":"PROCESSED","output":{"value":{"a":1}}}',
        '{"id":"exr_other","status":"FAILED","failureReason":"ABORTED"}',
        '{"id":"exr_other","status":"PROCESSING"}',
      ],
    },
    strangers: [
      '{}',
      '{"code":"INTERNAL_ERROR","message":"x","retryable":true}',
      '{"output":{"value":{"a":1}}}',
      '{"object":"parse_run","status":"PROCESSED","output":{"value":{"a":1}}}',
    ],
    withoutData: [
      '{"object":"extract_run","status":"PROCESSED"}',
      '{"object":"extract_run","status":"PROCESSED","output":[1]}',
    ],
    nothingFound: [
      '{"object":"extract_run","status":"PROCESSED","output":{"value":{}}}',
      '{"object":"extract_run","status":"PROCESSED","output":{}}',
    ],
    purged: '{"object":"extract_run","status":"PROCESSED","output":null}',
    failure: {
      delivery: 'extract-run-failed',
      failed: '{"object":"extract_run","status":"FAILED","failureReason":"ABORTED"}',
      reason: 'ABORTED',
      completed: '{"object":"extract_run","status":"PROCESSED","output":{"value":{"a":1}}}',
    },
  },
  listed: {
    options: {},
    page: (rows, more = false) =>
      JSON.stringify({
        object: 'list',
        data: rows.map(({ failed, ...row }) => ({ ...row, status: failed ? 'FAILED' : 'PROCESSED' })),
        ...(more && {
          nextPageToken: 'xK9mLPqRtN3vS8wF5hB2cQ==:zWvUxYjM4nKpL7aDgE9HbTcR2mAyX3/Q+CNkfBSw1dZ=',
        }),
      }),
  },
});

function event(eventId: string, eventType: string, disposition: 'fetch' | 'archive', details: object = {}) {
  return { kind: 'event' as const, event: { eventId, eventType, disposition, ...details } };
}

import { commonKinds } from './common-kinds';
import type { SendKind } from './send-kind';

const common = commonKinds({
  provider: 'limai',
  plain: 'success',
  fetched: 'success',
  emptyBody: (fileId) =>
    JSON.stringify({ status: 'COMPLETED', fileId, data: { tables: { table_id_1: { rows: [] } } } }),
});

/** Everything that can be sent as Limai. */
export const limaiKinds: Readonly<Record<string, SendKind>> = {
  success: {
    meaning: 'an extraction is finished; its result is fetched',
    deliveries: [{ sample: 'success' }],
    ends: { state: 'STORED' },
  },
  reviewed: {
    meaning: 'a person has reviewed the extraction',
    deliveries: [{ sample: 'reviewed' }],
    ends: { state: 'STORED' },
  },
  failed: {
    meaning: 'the event says that the extraction failed',
    deliveries: [{ sample: 'failed' }],
    ends: { state: 'EXTRACTION_FAILED' },
  },
  large: {
    meaning: 'a body too large for the record: it is kept in S3',
    deliveries: [{ sample: 'large' }],
    ends: { state: 'STORED' },
  },
  verification: {
    meaning: 'the challenge of "Verify URL"',
    deliveries: [{ sample: 'verification' }],
    ends: { answered: 200 },
  },
  'verification-data': {
    meaning: 'the same, with the challenge under data',
    deliveries: [{ sample: 'verification-data' }],
    ends: { answered: 200 },
  },
  'out-of-order': {
    meaning: 'the review first, then the extraction it is of',
    deliveries: [{ sample: 'reviewed' }, { sample: 'success', newEvent: true }],
    ends: { state: 'STORED' },
  },
  legacy: {
    meaning: 'the API answers in the form of an old file, without a status',
    deliveries: [{ sample: 'success' }],
    plan: () => ({ status: 'LEGACY' }),
    ends: { state: 'STORED' },
  },
  ...common,
};

import { createExtractRun } from '../../simulators/extend/extract-run';
import { commonKinds } from './common-kinds';
import type { SendKind } from './send-kind';

const common = commonKinds({
  provider: 'extend',
  plain: 'processed',
  fetched: 'signed-url-gone',
  emptyBody: (runId) => withOutput(runId, { value: {} }),
});

/** Everything that can be sent as Extend. */
export const extendKinds: Readonly<Record<string, SendKind>> = {
  processed: {
    meaning: 'a run is processed; the event carries its result',
    deliveries: [{ sample: 'processed' }],
    ends: { state: 'STORED' },
  },
  failed: {
    meaning: 'the event says that the run failed',
    deliveries: [{ sample: 'failed' }],
    ends: { state: 'EXTRACTION_FAILED' },
  },
  'signed-url': {
    meaning: 'the event has a link to the result',
    deliveries: [{ sample: 'signed-url' }],
    ends: { state: 'STORED' },
  },
  'signed-url-docs': {
    meaning: 'the same, in the shape that the documentation shows',
    deliveries: [{ sample: 'signed-url-docs' }],
    ends: { state: 'STORED' },
  },
  'signed-url-gone': {
    meaning: 'the link has expired; the run is asked for by its ID',
    deliveries: [{ sample: 'signed-url-gone' }],
    ends: { state: 'STORED' },
  },
  large: {
    meaning: 'a body of 64 KiB: it is kept in S3',
    deliveries: [{ sample: 'large' }],
    ends: { state: 'STORED' },
  },
  'archived-link': {
    meaning: 'an event that is only kept, with a link to its content',
    deliveries: [{ sample: 'archived-link' }],
    ends: { state: 'ARCHIVED' },
  },
  'archived-link-gone': {
    meaning: 'the same, but the link is dead; ARCHIVED after an hour',
    deliveries: [{ sample: 'archived-link' }],
    plan: () => ({ failure: { status: 410 } }),
    ends: { waits: 'transient' },
  },
  'out-of-order': {
    meaning: 'a run is processed, then an older event says that it failed',
    deliveries: [{ sample: 'processed' }, { sample: 'failed', newEvent: true }],
    ends: { state: 'STORED' },
  },
  stale: {
    meaning: 'signed an hour ago, as a replayed recording is',
    deliveries: [{ sample: 'processed', flaw: 'stale' }],
    ends: { answered: 401 },
  },
  'data-deleted': {
    meaning: 'Extend has deleted the result by its retention',
    deliveries: [{ sample: 'signed-url-gone' }],
    plan: (runId) => ({ body: withOutput(runId, null) }),
    ends: { state: 'FAILED', after: '15 minutes' },
  },
  ...common,
};

/** A processed run with another output. */
function withOutput(runId: string, output: object | null): string {
  const run = JSON.parse(createExtractRun(runId)) as object;
  return JSON.stringify({ ...run, output });
}

import { stringifyWithRaw } from '../deterministic';

const CREATED_AT = '2024-03-21T16:45:00Z';

/** A classify run as its event carries it, with the fields of `ClassifyRun` in the SDK; the same id always gives the same bytes. */
export function createClassifyRun(runId: string): string {
  return stringifyWithRaw({
    object: 'classify_run',
    id: runId,
    status: 'PROCESSED',
    output: { id: 'invoice', type: 'invoice', confidence: 0.98 },
    initialOutput: null,
    reviewedOutput: null,
    failureReason: null,
    failureMessage: null,
    metadata: {},
    reviewed: false,
    edited: false,
    createdAt: CREATED_AT,
    updatedAt: CREATED_AT,
  });
}

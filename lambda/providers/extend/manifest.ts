import type { ProviderManifest } from '../../domain/provider/provider';

/** Types that carry no extraction: kept as they came, nothing to fetch. Old names (`processor_run.*`) come as unknown ones. */
const ARCHIVED = [
  ...typesOf('classify_run', ['processed', 'failed']),
  ...typesOf('split_run', ['processed', 'failed']),
  ...typesOf('parse_run', ['processed', 'failed']),
  ...typesOf('edit_run', ['processed', 'failed']),
  ...typesOf('form_detection_run', ['processed', 'failed']),
  ...typesOf('batch_processor_run', ['processed', 'failed']),
  ...typesOf('batch_parse_run', ['processed', 'failed']),
  ...typesOf('workflow_run', ['completed', 'failed', 'needs_review', 'rejected', 'cancelled']),
  'workflow_run.step_run.processed',
  ...typesOf('workflow', ['created', 'deployed', 'deleted']),
  ...typesOf('extractor', ['created', 'updated', 'deleted', 'draft.updated', 'version.published']),
  ...typesOf('classifier', ['created', 'updated', 'deleted', 'draft.updated', 'version.published']),
  ...typesOf('splitter', ['created', 'updated', 'deleted', 'draft.updated', 'version.published']),
];

const eventTypes: Readonly<Record<string, 'fetch' | 'archive'>> = {
  'extract_run.processed': 'fetch',
  'extract_run.failed': 'fetch',
  ...Object.fromEntries(ARCHIVED.map((type) => [type, 'archive' as const])),
};

/**
 * Extend as data. The smallest plan allows 10 GET requests/s for the whole organization, so we take 8 for events and 1 for lists,
 * and leave 1 to the user's own calls: 2 processes (the least AWS allows) × 4/s each = 8/s, with at most 2 × 5 calls in flight,
 * and 1/s shared by the reconcilers of all sources. An event costs one API call at the most, and none when its payload came inline
 * or its link still works; a page of the list is one call for 100 runs.
 */
export const manifest = {
  id: 'extend',
  name: 'Extend',
  signingKeyPrefix: 'wss_',
  pressure: { requestsPerSecond: 8, maxConcurrency: 2, inBatchConcurrency: 5, listRequestsPerSecond: 1 },
  eventTypes,
  supersedesReview: 'never',
  archivesLinks: true,
  failureTypes: ['extract_run.failed'],
} as const satisfies ProviderManifest;

function typesOf(resource: string, actions: readonly string[]): readonly string[] {
  return actions.map((action) => `${resource}.${action}`);
}

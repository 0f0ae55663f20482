import type { Disposition, ProviderManifest } from '../../domain/provider';

/** Types that carry no extraction: kept as they came, nothing to fetch. Old names (`processor_run.*`) come as unknown ones. */
const ARCHIVED = [
  ...typesOf('classify_run', ['processed', 'failed']),
  ...typesOf('split_run', ['processed', 'failed']),
  ...typesOf('parse_run', ['processed', 'failed']),
  ...typesOf('edit_run', ['processed', 'failed']),
  ...typesOf('batch_processor_run', ['processed', 'failed']),
  ...typesOf('batch_parse_run', ['processed', 'failed']),
  ...typesOf('workflow_run', ['completed', 'failed', 'needs_review', 'rejected', 'cancelled']),
  'workflow_run.step_run.processed',
  ...typesOf('workflow', ['created', 'deployed', 'deleted']),
  ...typesOf('extractor', ['created', 'updated', 'deleted', 'draft.updated', 'version.published']),
  ...typesOf('classifier', ['created', 'updated', 'deleted', 'draft.updated', 'version.published']),
  ...typesOf('splitter', ['created', 'updated', 'deleted', 'draft.updated', 'version.published']),
];

const eventTypes: Readonly<Record<string, Disposition>> = {
  'extract_run.processed': 'fetch',
  'extract_run.failed': 'fetch',
  ...Object.fromEntries(ARCHIVED.map((type) => [type, 'archive' as const])),
};

/**
 * Extend as data. The smallest plan allows 10 GET requests/s for the whole organization, so we take 8 and leave 2 to the
 * user's own calls: 2 processes (the least AWS allows) × 4/s each = 8/s, with at most 2 × 5 calls in flight. An event costs
 * one API call at the most, and none when its payload came inline or its link still works.
 */
export const manifest = {
  id: 'extend',
  name: 'Extend',
  pressure: { requestsPerSecond: 8, maxConcurrency: 2, inBatchConcurrency: 5 },
  eventTypes,
} as const satisfies ProviderManifest;

function typesOf(resource: string, actions: readonly string[]): readonly string[] {
  return actions.map((action) => `${resource}.${action}`);
}

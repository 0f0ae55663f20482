import type { ProviderManifest } from '../../domain/provider/provider';

/**
 * Limai as data. Its documentation names no rate limit, only "poll every 5 to 10 s" for one document, so 20 requests/s is our
 * choice: 2 processes × 10/s each, at most 2 × 5 calls in flight. One event costs one call; beside them one page of a list per
 * second, of 500 documents each. Raise it once a real account has shown what it bears. `VERIFICATION` is not here: it is a challenge, answered at once and never recorded.
 */
export const manifest = {
  id: 'limai',
  name: 'Limai',
  pressure: { requestsPerSecond: 20, maxConcurrency: 2, inBatchConcurrency: 5, listRequestsPerSecond: 1 },
  eventTypes: { DOCUMENT_EXTRACTED: 'fetch', DOCUMENT_REVIEWED: 'fetch' },
  supersedesReview: 'later_event',
  reviewTypes: ['DOCUMENT_REVIEWED'],
} as const satisfies ProviderManifest;

import * as z from 'zod/mini';
import type { ProviderManifest } from '../../domain/provider/provider';
import { baseUrl } from '../shared/provider-text';

/**
 * Limai's documentation names no rate limit, only "poll every 5 to 10 s" for one document. We chose 20 requests/s: 2 processes make
 * 10/s each, with at most 2 × 5 calls in flight. An event costs one call. Reconciliation adds one page of a list per second, of 500
 * documents each. Raise the rate once a real account has shown what it allows. `VERIFICATION` is no event type: it is a challenge,
 * answered at once and never recorded.
 */
export const manifest = {
  id: 'limai',
  name: 'Limai',
  pressure: { requestsPerSecond: 20, maxConcurrency: 2, inBatchConcurrency: 5, listRequestsPerSecond: 1 },
  eventTypes: { DOCUMENT_EXTRACTED: 'fetch', DOCUMENT_REVIEWED: 'fetch' },
  supersedesReview: 'later_event',
  reviewTypes: ['DOCUMENT_REVIEWED'],
} as const satisfies ProviderManifest;

/** Options of one Limai source. */
export const optionsSchema = z.strictObject({
  /** Root of Limai's API. */
  baseUrl: z._default(baseUrl, 'https://app.limai.io'),
  /** The deployment this subscription belongs to; needed for reconciliation alone. */
  deploymentId: z.optional(z.string().check(z.minLength(1), z.maxLength(255))),
  /** The deployment's schema: its list does not name it, and one copy of the documentation requires it to fetch a document. */
  extractionSchemaId: z.optional(z.string().check(z.minLength(1), z.maxLength(255))),
  /** Form of the answer to "Verify URL"; the documentation does not say which Limai expects. */
  challengeAnswer: z._default(z.enum(['json', 'text']), 'json'),
  /** Whether a VERIFICATION request must be signed like every other. */
  verification: z._default(z.enum(['signed', 'unsigned']), 'signed'),
});

export type LimaiOptions = z.infer<typeof optionsSchema>;

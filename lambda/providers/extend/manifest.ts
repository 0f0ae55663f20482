import * as z from 'zod/mini';
import type { ProviderManifest } from '../../domain/provider/provider';
import { baseUrl } from '../shared/provider-text';

const RUN = ['processed', 'failed'];
const VERSIONED = ['created', 'updated', 'deleted', 'draft.updated', 'version.published'];

/** Types that carry no extraction: kept as they came, nothing to fetch. Old names (`processor_run.*`) come as unknown ones. */
const ARCHIVED: Readonly<Record<string, readonly string[]>> = {
  classify_run: RUN,
  split_run: RUN,
  parse_run: RUN,
  edit_run: RUN,
  form_detection_run: RUN,
  batch_processor_run: RUN,
  batch_parse_run: RUN,
  workflow_run: ['completed', 'failed', 'needs_review', 'rejected', 'cancelled'],
  'workflow_run.step_run': ['processed'],
  workflow: ['created', 'deployed', 'deleted'],
  extractor: VERSIONED,
  classifier: VERSIONED,
  splitter: VERSIONED,
};

const eventTypes: Readonly<Record<string, 'fetch' | 'archive'>> = {
  'extract_run.processed': 'fetch',
  'extract_run.failed': 'fetch',
  ...Object.fromEntries(
    Object.entries(ARCHIVED).flatMap(([resource, actions]) =>
      actions.map((action) => [`${resource}.${action}`, 'archive' as const]),
    ),
  ),
};

/**
 * Extend as data. The smallest plan allows 10 GET requests/s for the whole organization. We take 8 for events and 1 for lists, and
 * leave 1 to the user's own calls. For events, 2 processes (the least AWS allows) make 4/s each, with at most 2 × 5 calls in
 * flight. The reconcilers of all sources share 1/s. An event costs at most one API call, and none if its payload came inline or its
 * link still works. A page of the list is one call for 100 runs.
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

/** The US2 host ends in .app on purpose. A webhook does not say which region it came from. */
export const REGION_URLS = {
  us1: 'https://api.extend.ai',
  us2: 'https://api.us2.extend.app',
  eu1: 'https://api.eu1.extend.ai',
} as const;

const words = z
  .array(z.string().check(z.regex(/^[\w-]{1,128}$/, 'expected 1 to 128 letters, digits, - or _')))
  .check(z.minLength(1), z.maxLength(20));

/** Options of one Extend source. */
export const optionsSchema = z.strictObject({
  /** Where the organization lives. */
  region: z._default(z.enum(['us1', 'us2', 'eu1']), 'us1'),
  /** Root of Extend's API, instead of the region's. */
  baseUrl: z.optional(baseUrl),
  /** Keep it in step with the API version of the webhook endpoint. */
  apiVersion: z._default(
    z.string().check(z.regex(/^\d{4}-\d{2}-\d{2}$/, 'expected a date, such as 2026-02-09')),
    '2026-02-09',
  ),
  /** Required with an organization-scoped API key. */
  workspaceId: z.optional(
    z.string().check(z.regex(/^[\x21-\x7e]{1,255}$/, 'expected 1 to 255 visible ASCII characters')),
  ),
  /** A signature older than this is refused; 0 accepts any age. Whether Extend signs its retries again is not documented. */
  maxAgeSeconds: z._default(z.int().check(z.gte(0)), 300),
  /** Which runs are asked for when webhooks that never came are looked for. */
  reconcile: z.optional(
    z.strictObject({
      /** What created a run (Extend's `source`). Runs from the dashboard send no webhook; default: `API` alone. */
      runSources: z.optional(words),
      /** Only these extractors' runs, for an endpoint that is subscribed to some of them; default: all. */
      extractorIds: z.optional(words),
      /** Runs per call. Extend documents no greatest value; default: 100. */
      pageSize: z.optional(z.int().check(z.gte(1), z.lte(1000))),
    }),
  ),
});

export type ExtendOptions = z.infer<typeof optionsSchema>;

import { bodyFor } from '../../simulators/registry';
import type { Ending, SendKind } from './send-kind';

/** What one provider must say so that every kind can be played as it. */
export interface ProviderKinds {
  readonly provider: string;
  /** The plainest webhook whose event ends STORED. */
  readonly plain: string;
  /** A webhook whose result is asked for at the provider's API. */
  readonly fetched: string;
  /** The body of a completed extraction that found nothing. */
  readonly emptyBody: (documentId: string) => string;
}

const STORED: Ending = { state: 'STORED' };
const TIMES = 2;
/** Over what the functions take. */
const TOO_LARGE_BYTES = 11 * 1024 * 1024;

/** The kinds that every provider has. */
export function commonKinds(one: ProviderKinds): Readonly<Record<string, SendKind>> {
  return { ...KEPT_KINDS, ...deliveryKinds(one), ...answerKinds(one), ...failingKinds(one) };
}

/** Authentic webhooks that are kept, and name no result to fetch. */
const KEPT_KINDS: Readonly<Record<string, SendKind>> = {
  unknown: {
    meaning: 'an event type that this version does not know',
    deliveries: [{ sample: 'unknown' }],
    ends: { state: 'ARCHIVED' },
  },
  invalid: {
    meaning: 'authentic, but half a JSON document',
    deliveries: [{ sample: 'invalid' }],
    ends: { state: 'QUARANTINED' },
  },
};

/** What happens to the request. */
function deliveryKinds({ plain }: ProviderKinds): Readonly<Record<string, SendKind>> {
  const one = [{ sample: plain }];
  return {
    duplicate: {
      meaning: 'sent twice; the second is answered "duplicate"',
      deliveries: [...one, ...one],
      ends: STORED,
    },
    'id-reused': {
      meaning: 'one event ID for two documents; each has its own record',
      deliveries: [...one, { sample: plain, newDocument: true }],
      ends: STORED,
    },
    'never-sent': {
      meaning: 'finished at the provider, no webhook',
      deliveries: [],
      ends: { state: 'STORED', by: 'by inbox reconcile' },
    },
    'bad-signature': {
      meaning: "signed with a key that is not the source's",
      deliveries: [{ sample: plain, flaw: 'bad-signature' }],
      ends: { answered: 401 },
    },
    unsigned: {
      meaning: 'no signature at all',
      deliveries: [{ sample: plain, flaw: 'unsigned' }],
      ends: { answered: 401 },
    },
    'too-large': {
      meaning: 'a body over 4 MiB',
      deliveries: [{ sample: plain, flaw: 'too-large' }],
      ends: { answered: 413 },
    },
    'unknown-path': {
      meaning: 'the address of a source that does not exist',
      deliveries: [{ sample: plain, flaw: 'unknown-path' }],
      ends: { answered: 404 },
    },
  };
}

/** What the provider's API answers, before or instead of a plain result. */
function answerKinds({ fetched, emptyBody }: ProviderKinds): Readonly<Record<string, SendKind>> {
  const deliveries = [{ sample: fetched }];
  return {
    'not-ready': {
      meaning: 'the provider is still working at the first two calls',
      deliveries,
      plan: () => ({ notReadyTimes: TIMES }),
      ends: STORED,
    },
    'provider-500': {
      meaning: 'the provider answers 500 twice, then the result',
      deliveries,
      plan: () => ({ failures: Array(TIMES).fill({ status: 500 }) }),
      ends: STORED,
    },
    throttled: {
      meaning: 'the provider answers 429 with Retry-After: 2, then the result',
      deliveries,
      plan: () => ({ failures: [{ status: 429, retryAfter: 2 }] }),
      ends: STORED,
    },
    'empty-result': {
      meaning: 'the extraction is complete and found nothing',
      deliveries,
      plan: (documentId) => ({ body: emptyBody(documentId) }),
      ends: STORED,
    },
    'failed-later': {
      meaning: 'the event says success, the API says failed',
      deliveries,
      plan: () => ({ status: 'FAILED' }),
      ends: { state: 'EXTRACTION_FAILED' },
    },
  };
}

/** What ends FAILED, or waits until a person acts. */
function failingKinds({ fetched, provider }: ProviderKinds): Readonly<Record<string, SendKind>> {
  const deliveries = [{ sample: fetched }];
  return {
    'bad-request': {
      meaning: 'the provider answers 400: no retry helps',
      deliveries,
      plan: () => ({ failure: { status: 400 } }),
      ends: { state: 'FAILED' },
    },
    'too-large-result': {
      meaning: 'a result over 10 MiB',
      deliveries,
      plan: () => ({ paddingBytes: TOO_LARGE_BYTES }),
      ends: { state: 'FAILED' },
    },
    'not-found': {
      meaning: 'the provider answers 404 for good',
      deliveries,
      plan: () => ({ status: 'NOT_FOUND' }),
      ends: { state: 'FAILED', after: '15 minutes' },
    },
    poison: {
      meaning: 'crashes the processor five times; a dead letter',
      deliveries,
      plan: () => ({ crash: true }),
      ends: { state: 'FAILED', after: '12 minutes' },
    },
    'malformed-result': {
      meaning: 'half a JSON document instead of the result, at each call',
      deliveries,
      plan: () => ({ body: '{"status":' }),
      ends: { waits: 'transient' },
    },
    'other-document': {
      meaning: 'the result of another document, which is not stored',
      deliveries,
      plan: () => ({ body: bodyFor(provider, 'another_document').toString() }),
      ends: { waits: 'identity_mismatch' },
    },
    'expired-token': {
      meaning: 'the provider answers 401 to our token, at each call',
      deliveries,
      plan: () => ({ failure: { status: 401 } }),
      ends: { waits: 'credentials' },
    },
  };
}

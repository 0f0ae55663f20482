import type * as z from 'zod/mini';
import type { RefusalReason } from '../metrics';
import type { JsonView } from '../text/json-view';

/** Provider → the ids of its sources in the present configuration. */
export type ConfiguredSources = Readonly<Record<string, readonly string[]>>;

/** What a provider is, as data: shared code reads it and never branches on a provider's id. */
export interface ProviderManifest {
  readonly id: string;
  readonly name: string;
  /** Requests per second our calls may reach over all processes together, and how they are split. */
  readonly pressure: ProviderPressure;
  /** What its signing keys begin with, where it says so: another value is likely a wrong one, and yet not refused. */
  readonly signingKeyPrefix?: string;
  /** The event types this version knows, and what each leads to. */
  readonly eventTypes: Readonly<Record<string, Exclude<Disposition, 'archive_link'>>>;
  /**
   * When a result that was not reviewed may become the current one of a document whose reviewed result is stored. `later_event`: when
   * its event happened after the review. `never`: a review is of the same extraction, which never changes by itself.
   */
  readonly supersedesReview: 'later_event' | 'never';
  /** Some of its events without a result come as a link, whose content is kept. @default none does */
  readonly archivesLinks?: true;
  /** The event types whose result is a review. @default none: the result itself says whether it was reviewed */
  readonly reviewTypes?: readonly string[];
  /** The event types that tell of a failed extraction by their name. */
  readonly failureTypes?: readonly string[];
}

export interface ProviderPressure {
  readonly requestsPerSecond: number;
  /** Concurrent processor invocations (AWS allows 2 at the least). */
  readonly maxConcurrency: number;
  /** Events of one batch worked on at once. */
  readonly inBatchConcurrency: number;
  /** Pages of lists per second that reconciliation may ask for, beside `requestsPerSecond`; all its sources together. */
  readonly listRequestsPerSecond: number;
}

/**
 * `fetch`: has a result to store. `archive`: kept, nothing to fetch. `archive_link`: kept too, but its payload is a link that dies:
 * the content behind it is downloaded and kept.
 */
export type Disposition = 'fetch' | 'archive' | 'archive_link';

/** The request as received: header names in lower case, the body's exact bytes. */
export interface SignedRequest {
  readonly headers: Readonly<Record<string, string | undefined>>;
  readonly body: Uint8Array;
}

/** `mismatch`: well-formed, and made by none of the live keys. `stale`, `future`: authentic, outside the scheme's time window. */
export type SignatureFailure = Exclude<RefusalReason, 'no_key' | 'too_large' | 'unavailable'>;

export type Verification =
  | { readonly valid: true }
  | { readonly valid: false; readonly reason: SignatureFailure };

export interface VerificationContext<Options> {
  /** Live keys, newest first. */
  readonly keys: readonly string[];
  /** Epoch milliseconds. */
  readonly now: number;
  readonly options: Options;
}

/** A signed body: checked JSON, of which nothing is built but what is asked for. */
export type JsonBody = JsonView;

/** What the envelope says of itself. Ids are well-formed text of any length and content. */
export interface IncomingEvent {
  readonly eventId: string;
  readonly eventType: string;
  readonly disposition: Disposition;
  readonly documentId?: string;
  readonly jobId?: string;
  readonly schemaId?: string;
  readonly organizationId?: string;
  readonly deploymentId?: string;
  readonly occurredAt?: string;
  /** Event type and payload disagree about the outcome; the type decides. */
  readonly statusMismatch?: boolean;
  /** The payload has a form that neither documentation nor SDK show; it was taken for what it most plausibly is. */
  readonly unknownShape?: boolean;
  /** What became of the document, in the provider's word, where one event type tells of several outcomes. */
  readonly outcome?: string;
  /** The body holds the result itself: another body of the same event may hold less. */
  readonly carriesData?: boolean;
  /** It tells of a failed extraction: there is nothing to fetch. */
  readonly failed?: boolean;
}

export type ParsedBody =
  | { readonly kind: 'challenge'; readonly challenge: string }
  | { readonly kind: 'event'; readonly event: IncomingEvent }
  /** `reason` names the field and what was expected, never a value. */
  | { readonly kind: 'invalid'; readonly reason: string };

export interface ChallengeAnswer {
  readonly contentType: 'application/json' | 'text/plain; charset=utf-8';
  readonly body: string;
}

/** Everything a provider may use to fetch the extracted data of one event. */
export interface FetchRequest<Options> {
  readonly event: IncomingEvent;
  /** Absent: it is lost, and the ids of `event` are all there is. */
  readonly body: JsonBody | undefined;
  /** Epoch milliseconds of the receipt that brought the body: links in it live from then. */
  readonly bodyReceivedAt: number;
  readonly options: Options;
  /** For the provider's API: paced, and closed by a 429. */
  readonly http: HttpClient;
  /** For addresses the provider hands out, on whatever host: not its API, so its limits do not count. */
  readonly download: HttpClient;
  /** The source's API token; asked for only when a call needs it. */
  readonly apiToken: () => Promise<string>;
  /** A person asked for the data as it is now (replay): what the event itself carries is not enough where the API can be asked. */
  readonly refetch: boolean;
  /** Told of an answer that is about another document, also where the provider finds the right one elsewhere. */
  readonly onMismatch: (mismatch: IdentityMismatch) => void;
  /** Epoch milliseconds at which the attempt began. */
  readonly now: number;
  /** Epoch milliseconds by which the answer must be there. */
  readonly deadline: number;
  readonly maxBytes: number;
}

/** An answer names another document than the event. Both ids by their exact text. */
export interface IdentityMismatch {
  /** The provider's name of the id, such as `fileId`. */
  readonly field: string;
  readonly expected: string;
  readonly got: string;
}

export type FetchOutcome =
  /** `extraction` is the provider's own JSON text, byte for byte. */
  | {
      readonly kind: 'data';
      readonly extraction: Uint8Array;
      /** The event itself carried it: it is the provider's state as of the event's receipt. */
      readonly carried?: true;
      /** The provider completed the extraction and found nothing: no row, no field. */
      readonly empty?: true;
      /** A person reviewed it. */
      readonly reviewed?: true;
      /** The document, where the data names it and the event does not. */
      readonly documentId?: string;
    }
  | {
      readonly kind: 'extraction_failed';
      readonly reason: string;
      /** The document, where the data names it and the event does not. */
      readonly documentId?: string;
    }
  /** Of an `archive_link` event: what its link led to, JSON text byte for byte. */
  | { readonly kind: 'content'; readonly content: Uint8Array };

export interface HttpGet {
  readonly url: string;
  readonly headers?: Readonly<Record<string, string>>;
  /** Epoch milliseconds; the client may end earlier by its own limit. */
  readonly deadline: number;
  /** Of the body, as sent and as decoded. */
  readonly maxBytes: number;
}

export interface HttpResponse {
  readonly status: number;
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string | undefined>>;
  /** Decoded from the encodings that `content-encoding` names; empty where that fails and the status is not 200. */
  readonly body: Uint8Array;
}

/**
 * A GET over https to a public address; redirects are not followed. Any status is an answer.
 * @throws ProviderError `transient` for network, time-out and a body that cannot be decoded; `permanent` for a body over `maxBytes`
 * or a refused address
 */
export interface HttpClient {
  get(request: HttpGet): Promise<HttpResponse>;
}

/** What every call of the provider's API needs. */
export type ApiRequest<Options> = Pick<
  FetchRequest<Options>,
  'options' | 'http' | 'apiToken' | 'now' | 'deadline' | 'maxBytes'
>;

/** `unclear`: the provider knows the token and still refuses, because of what was asked for or because of the account. */
export type TokenStatus = 'accepted' | 'refused' | 'unclear';

/**
 * What a provider needs for reconciliation: it lists what it finished, page by page. A provider without such a list leaves it
 * out, and its sources are not reconciled.
 */
export interface Reconciliation<Options = unknown> {
  /** Which option the source is missing, in words for a person; undefined: none. */
  missingOption(options: Options): string | undefined;
  /** What this provider's list cannot show, in words for a person. */
  readonly blindSpots: readonly string[];
  /** @throws ProviderError for everything that is not a page; `permanent` for a cursor the provider rejects */
  list(request: ListRequest<Options>): Promise<ListedPage>;
  /** The webhook body that would have reported the document, under another event id: input of `parseEvent` and `fetchResult`. */
  body(eventId: string, document: ListedDocument, options: Options): Uint8Array;
}

export interface ListRequest<Options> extends ApiRequest<Options> {
  /** Epoch milliseconds: documents that did not change since are skipped. */
  readonly since: number;
  /** `next` of the page before. */
  readonly cursor: string | undefined;
}

/** One document the provider is done with, as its list has it. Times are ISO 8601 UTC with milliseconds. */
export interface ListedDocument {
  readonly documentId: string;
  readonly state: 'extracted' | 'failed';
  readonly createdAt: string;
  readonly updatedAt: string;
  readonly schemaId?: string;
  /** Of a failure, in the provider's words. */
  readonly reason?: string;
}

export interface ListedPage {
  /** May repeat documents of the page before, and hold some that did not change since. */
  readonly documents: readonly ListedDocument[];
  /** Why rows of this page can never be captured: what was expected, never a value. */
  readonly unusable: readonly string[];
  /** Cursor of the next page. Absent: this was the last. */
  readonly next?: string;
  /** Rows read so far, this page included, and rows of the whole list, if the provider says. */
  readonly rows?: number;
  readonly total?: number;
}

/** What ingest needs of a provider: pure functions. */
export interface WebhookProvider<Options = unknown> {
  readonly manifest: ProviderManifest;
  /** Options of one source, with defaults; read at synth and at cold start. */
  readonly optionsSchema: z.ZodMiniType<Options>;
  verify(request: SignedRequest, context: VerificationContext<Options>): Verification;
  /** The headers an authentic delivery of `body` carries. */
  sign(body: Uint8Array, key: string, now: number): Record<string, string>;
  parseEvent(body: JsonBody): ParsedBody;
  /** Whether this source answers a challenge that carries no signature. */
  allowsUnsignedChallenge(options: Options): boolean;
  answerChallenge(challenge: string, options: Options): ChallengeAnswer;
  /** For the operator: a delivery that is stored as ARCHIVED and has nothing to fetch, to try a real stack. */
  testBody(eventId: string, now: number): Uint8Array;
}

/** What the processor and the reconciler need of a provider: its API, reached only through the client they are handed. */
export interface ProviderApi<Options = unknown> {
  /** @throws ProviderError for everything that is neither data, nor a failed extraction, nor an archived event's content */
  fetchResult(request: FetchRequest<Options>): Promise<FetchOutcome>;
  /** For the operator: whether the API accepts the token. @throws ProviderError if the answer says nothing about it */
  checkToken(request: ApiRequest<Options>): Promise<TokenStatus>;
  /** Absent: the provider cannot list what it finished. */
  readonly reconciliation?: Reconciliation<Options>;
}

/** One webhook provider, with both halves. */
export interface Provider<Options = unknown> extends WebhookProvider<Options>, ProviderApi<Options> {}

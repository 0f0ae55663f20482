import type { ConditionalWrite, WriteOutcome } from '../domain/lifecycle/conditional-write';
import type { MeasureName, MetricName } from '../domain/metrics';
import type { ReconcileState } from '../domain/reconcile/reconcile-state';
import type { EventRecord } from '../domain/record/event-record';

export interface CallOptions {
  /** Ends the call, and the SDK's own retries, when the request's deadline comes. */
  readonly signal?: AbortSignal | undefined;
}

/** Records of events. A rejected promise means the outcome is unknown: the write may or may not have taken effect. */
export interface EventStore {
  /** Creates the record unless one with its key exists (an expired one counts as gone). */
  create(record: EventRecord, options?: CallOptions): Promise<WriteOutcome>;
  update(write: ConditionalWrite, options?: CallOptions): Promise<WriteOutcome>;
  /** Strongly consistent; an expired record counts as gone. */
  get(pk: string): Promise<EventRecord | undefined>;
}

/** The work index: a hint only, eventually consistent. */
export interface WorkIndex {
  /** Keys of open events due at or before `until`, oldest first. `next` continues the page. */
  due(query: DueQuery): Promise<{ readonly items: readonly DueItem[]; readonly next?: string }>;
}

export interface DueQuery {
  readonly shard: string;
  readonly until: number;
  readonly limit: number;
  readonly after?: string | undefined;
}

export interface DueItem {
  readonly pk: string;
  readonly dueAt: number;
}

/** The events known of one document. */
export interface DocumentEvents {
  /**
   * Records of one source, newest first, read one at a time: a caller stops as soon as it has seen enough. Expired ones that
   * still stand are given too: they are known. Eventually consistent.
   */
  listEvents(query: DocumentQuery): AsyncIterable<EventRecord>;
}

export interface DocumentQuery {
  readonly documentKey: string;
  readonly source: string;
  /** Only events whose id begins so. */
  readonly idPrefix?: string;
}

/** Which event stores the result of a document, where a webhook and its reconciled duplicate may both be about to. */
export interface ResultHolders {
  /**
   * Makes `mine` the holder, unless another event is; then the other stays, but for `replacing`, the token it was seen with. Atomic and
   * strongly consistent. Gives the holder after the call.
   */
  hold(key: string, mine: NewHolder, replacing?: string): Promise<ResultHolder>;
}

export interface ResultHolder {
  readonly pk: string;
  /** Of its last write: each attempt of the holder has another one. */
  readonly token: string;
}

export interface NewHolder extends ResultHolder {
  /** Epoch seconds. */
  readonly expiresAt: number;
}

/** The checkpoint of a source's reconciliation, kept over runs. */
export interface ReconcileStates {
  load(key: string): Promise<ReconcileState | undefined>;
  /** False: another run has written since `state` was read; `state.version` is the one to be written. */
  save(key: string, state: ReconcileState): Promise<boolean>;
}

/** Which documents of a source have a result, whatever became of their records. */
export interface StoredDocuments {
  /** Path segments (`pathSegment` of keys.ts) of their document ids. */
  listSegments(provider: string, source: string): Promise<ReadonlySet<string>>;
}

export interface WorkQueue {
  /** Sends a fresh reference to the provider's queue. `delaySeconds`: whole seconds, 0 to 900. */
  send(provider: string, pk: string, delaySeconds: number, options?: CallOptions): Promise<void>;
}

/** Dead letters of one provider's queue, for people. */
export interface DeadLetterQueue {
  /** At most `max`, and at most ten; hidden from the next receive for a while. */
  receive(max?: number): Promise<readonly DeadLetter[]>;
  delete(message: DeadLetter): Promise<void>;
  /** Makes what was received and is kept visible again, at once. */
  release(messages: readonly DeadLetter[]): Promise<void>;
}

export interface DeadLetterReader extends DeadLetterQueue {
  /** How many somebody has received and not deleted: hidden, and not gone. SQS counts approximately. */
  inFlight(): Promise<number>;
}

export interface DeadLetter {
  readonly body: string;
  readonly receipt: string;
  /** The same at every receive, unlike the receipt. */
  readonly id?: string | undefined;
  /** When the message was first sent, in epoch milliseconds. */
  readonly sentAt?: number | undefined;
  readonly receives?: number | undefined;
}

export type PutCondition = { readonly ifNoneMatch: '*' } | { readonly ifMatch: string };

export interface ResultObject {
  readonly key: string;
  readonly body: Uint8Array;
  /** Lower-case hex of the body. */
  readonly sha256: string;
  readonly identity: ResultIdentity;
  readonly condition: PutCondition;
}

/** Who wrote an object, kept as its metadata. */
export interface ResultIdentity {
  readonly pk: string;
  readonly generation: number;
  readonly documentId?: string | undefined;
  readonly fetchedAt: number;
  readonly empty?: true | undefined;
  readonly reviewed?: true | undefined;
}

export interface ResultHead {
  readonly eTag: string;
  readonly sha256: string;
  readonly bytes: number;
  /** SHA-256 (hex) of the pk: metadata is ASCII and at most 2 KB, a pk is neither. */
  readonly pkSha256: string;
  readonly generation: number;
  readonly fetchedAt: number;
  readonly empty?: true | undefined;
  readonly reviewed?: true | undefined;
}

export interface ResultStore {
  /** `stored: false`: the condition failed (412). */
  put(
    object: ResultObject,
  ): Promise<{ readonly stored: true; readonly eTag: string } | { readonly stored: false }>;
  head(key: string): Promise<ResultHead | undefined>;
  read(key: string): Promise<Uint8Array | undefined>;
}

/** Claim checks. Writing the same body twice is the same object. */
export interface RawStore {
  putRaw(key: string, body: Uint8Array, options?: CallOptions): Promise<void>;
  getRaw(key: string): Promise<Uint8Array | undefined>;
  /** Stores the body once more under its key, so that its expiry counts from now. */
  renewRaw(key: string, body: Uint8Array): Promise<void>;
}

/** A secret as it stands: still the template's placeholder, or set. */
export type SecretState<T> = { readonly set: false } | { readonly set: true; readonly value: T };

export interface SecretReadOptions extends CallOptions {
  /** Ask Secrets Manager again even if the cached value is young; honoured at most once per floor of seconds. */
  readonly refresh?: boolean;
  /** Enough to know whether one is set, which does not change back: a value of any age serves, without a call. */
  readonly anyAge?: boolean;
}

export interface SigningKeys {
  signingKeys(source: string, options?: SecretReadOptions): Promise<SecretState<readonly string[]>>;
}

export interface ApiTokens {
  apiToken(source: string, options?: SecretReadOptions): Promise<SecretState<string>>;
}

export interface Clock {
  /** Epoch milliseconds. */
  now(): number;
  sleep(milliseconds: number): Promise<void>;
}

export interface Random {
  /** In [0, 1). */
  fraction(): number;
  /** A unique token. */
  token(): string;
}

export type LogFields = Readonly<Record<string, string | number | boolean | undefined>>;

/** Metrics and structured logs. Fields are ids, kinds and counts: never a secret, a signature, or a payload value. */
export interface Telemetry {
  count(name: MetricName, dimensions?: Readonly<Record<string, string>>): void;
  measure(name: MeasureName, seconds: number, dimensions?: Readonly<Record<string, string>>): void;
  log(level: 'debug' | 'info' | 'warn' | 'error', message: string, fields?: LogFields): void;
}

import type { DocumentPlan, Failure, FinishedDocument } from './behaviour';

/** What a simulated API answers, before any fault touches it. */
export interface Answer {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body: string | Buffer;
}

/** A request to a simulated API. `authorized`: it carries one of the API tokens as a bearer token. */
export interface ApiRequest {
  readonly method: string;
  readonly url: URL;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly authorized: boolean;
  /** Epoch milliseconds. */
  readonly now: number;
}

/** A request that passed the API's own checks. */
export interface ApiCall {
  notReady(plan: DocumentPlan): Answer;
  final(plan: DocumentPlan): Answer;
}

/** One provider's API as its documentation describes it; the server round it knows tokens, plans and faults. */
export interface ProviderApi {
  readonly provider: string;
  /** The document a request asks for, also when the request is refused; undefined: no such path. */
  findDocument(url: URL): string | undefined;
  /** @returns the call, or the answer that refuses it */
  open(documentId: string, request: ApiRequest): ApiCall | Answer;
  /** The answer of a list of what is finished; undefined: the path is no list's. */
  list(request: ApiRequest, finished: readonly FinishedDocument[]): Answer | undefined;
  /** An error answer in the provider's own words. */
  failure(failure: Failure): Answer;
  /** The extracted data of a document, byte for byte as a client receives it. */
  bodyFor(documentId: string): Buffer;
}

/** An answer whose body is this value as JSON. */
export function jsonAnswer(status: number, value: unknown, headers: Record<string, string> = {}): Answer {
  return { status, headers, body: JSON.stringify(value) };
}

/** `Retry-After` where a failure has one. */
export function retryAfterHeader(failure: Failure): Record<string, string> {
  return failure.retryAfter === undefined ? {} : { 'retry-after': String(failure.retryAfter) };
}

export function isAnswer(value: ApiCall | Answer): value is Answer {
  return 'status' in value;
}

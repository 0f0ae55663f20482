import type { ParsedBody } from '../../../../lambda/domain/provider/provider';
import type { ListCases } from './reconciliation';

/** What the shared suite needs to know about one provider. */
export interface ConformanceCases {
  /** Options as a source's configuration gives them. */
  readonly options: Readonly<Record<string, unknown>>;
  /** Lower-case name of the header that holds the hex signature. */
  readonly signatureHeader: string;
  /**
   * What the provider calls an event's id and type.
   *
   * @default `eventId` and `eventType`
   */
  readonly fields?: { readonly eventId: string; readonly eventType: string };
  /** Every webhook fixture, and what it is read as. */
  readonly readings: Readonly<Record<string, ParsedBody>>;
  readonly fetched: FetchedCase;
  /** Where the provider can be asked what it finished. */
  readonly listed?: ListCases;
}

/** A delivery whose data comes from the provider's API; an unauthenticated GET (a link) is answered with 410. */
export interface FetchedCase {
  /** Fixture name. */
  readonly delivery: string;
  /** The API's answer that holds `data` (a JSON text) and says the extraction is complete. */
  readonly completed: (data: string) => string;
  /** Answers about another document, each under the provider's name of the id that gives it away. */
  readonly otherDocuments: Readonly<Record<string, readonly string[]>>;
  /** Answers with HTTP 200 that are no answer of this call, such as an error's body. */
  readonly strangers: readonly string[];
  /** Answers that say the extraction is complete, and hold no data. */
  readonly withoutData: readonly string[];
  /** Answers of a complete extraction that found nothing. */
  readonly nothingFound: readonly string[];
  /** What is left of data that the provider deleted by its retention, where that can be told. */
  readonly purged?: string;
  readonly failure: FailureCase;
}

/** A delivery that says itself that the extraction failed. */
export interface FailureCase {
  /** Fixture name; the fixture carries the reason. */
  readonly delivery: string;
  /** The API's answers about the same document: failed with this reason, and complete since. */
  readonly failed: string;
  readonly reason: string;
  readonly completed: string;
}

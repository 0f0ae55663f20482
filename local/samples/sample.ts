/** What a sender may choose of a sample; what is left out stays as in the fixture. */
export interface SampleChoice {
  readonly eventId?: string | undefined;
  readonly documentId?: string | undefined;
  /** Where links in the sample lead. */
  readonly simulatorUrl?: string | undefined;
}

/** One webhook body, ready to be signed. */
export interface Sample {
  readonly body: Buffer;
  /** Absent where the event carries none that could be read. */
  readonly eventId?: string;
  readonly documentId?: string;
  /** The extraction that must be stored for it, byte for byte; absent where none is. */
  readonly extraction?: Buffer;
  /** What the link of an event leads to that is only kept. */
  readonly content?: Buffer;
}

export type SampleBuilder = (choice?: SampleChoice) => Sample;

/** Kind → builder of one provider's webhooks. */
export type Samples = Readonly<Record<string, SampleBuilder>>;

/** A provider whose webhooks an inbox receives. */
export enum ExtractionProvider {
  /** Limai. */
  LIMAI = 'limai',
  /** Extend. */
  EXTEND = 'extend',
}

/** Least severe log lines of the functions. */
export enum LogLevel {
  /** Each step of each event, with ids and milliseconds. */
  DEBUG = 'DEBUG',
  /** What happened to each event. */
  INFO = 'INFO',
  /** What a person may have to look at. */
  WARN = 'WARN',
  /** What failed. */
  ERROR = 'ERROR',
}

/** Which alarms an inbox has. */
export enum AlarmLevel {
  /** Every alarm. */
  ALL = 'all',
  /** What pages, dead letters, given-up and quarantined events. */
  ESSENTIAL = 'essential',
  /** No alarm. */
  NONE = 'none',
}

/** How "Verify URL" of Limai is answered. */
export enum LimaiChallengeAnswer {
  /** The challenge in a JSON document. */
  JSON = 'json',
  /** The challenge as plain text. */
  TEXT = 'text',
}

/** Whether a VERIFICATION request of Limai must be signed like every other. */
export enum LimaiVerification {
  /** An unsigned one is refused. */
  SIGNED = 'signed',
  /** An unsigned one is answered. */
  UNSIGNED = 'unsigned',
}

/** Where an organization of Extend lives. */
export enum ExtendRegion {
  /** https://api.extend.ai */
  US1 = 'us1',
  /** https://api.us2.extend.app */
  US2 = 'us2',
  /** https://api.eu1.extend.ai */
  EU1 = 'eu1',
}

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

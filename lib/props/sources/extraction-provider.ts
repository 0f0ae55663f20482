/** A provider whose webhooks an inbox receives. */
export enum ExtractionProvider {
  /** Limai. */
  LIMAI = 'limai',
  /** Extend. */
  EXTEND = 'extend',
}

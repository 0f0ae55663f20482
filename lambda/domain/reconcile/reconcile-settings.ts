/** When and how far back one source is reconciled. */
export interface ReconcileSettings {
  /** ISO 8601. Absent: since the first deployment, which is at most one interval before the first run. */
  readonly from?: string | undefined;
  /** Minutes between two runs. */
  readonly everyMinutes: number;
  /** How far back a scheduled run looks; shorter than records live, or an expired one would be taken for missing. */
  readonly horizonDays: number;
  /** A document younger than this is left alone: its webhook may be on its way. */
  readonly settleMinutes: number;
}

/** The totals of one scan. */
export interface ReconcileTotals {
  /** Pages asked for. */
  readonly pages: number;
  /** Different documents in the window. */
  readonly listed: number;
  /** Known here. */
  readonly matched: number;
  /** Unknown here, and captured; in a dry run: would be. */
  readonly missing: number;
  /** Unknown here, and beyond capture. */
  readonly unrecoverable: number;
}

/** What a command ends with. */
export const EXIT = {
  done: 0,
  /** Something was unknown, refused or failed; what, the output and one line on standard error say. */
  failed: 1,
  /** Wrong usage: nothing was read or changed. */
  usage: 2,
  /** Ctrl-C ended it before it was done; what it had done stays done. */
  stopped: 130,
} as const;

export type ExitCode = (typeof EXIT)[keyof typeof EXIT];

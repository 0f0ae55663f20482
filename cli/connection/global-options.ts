/** What says which inbox is meant, and who reads the answer. */
export interface GlobalOptions {
  readonly local?: true;
  /** Id of a local run: the port of its webhooks. */
  readonly run?: string;
  readonly endpoints?: string;
  readonly stack: string;
  /** Empty or absent: the one inbox of the stack. */
  readonly inbox?: string;
  /** @default as for the AWS CLI */
  readonly region?: string;
  readonly json?: true;
  readonly wide?: true;
  /** False: `--no-color`. */
  readonly color?: boolean;
}

/** Whether the options mean a local run. */
export function isLocal({ local, run, endpoints }: Partial<GlobalOptions>): boolean {
  return local === true || run !== undefined || endpoints !== undefined;
}

import type { FaultSwitch } from '../../../local/faults/parse-faults';
import type { Endpoints } from '../../../local/run/files/endpoints';
import type { FunctionRole } from '../chaos-plan';

/** What the stack's process is told on its command line, as JSON. */
export interface StackArguments {
  /** The run's own files. */
  readonly directory: string;
  readonly dataDir: string;
  readonly cdkOutDir: string;
  readonly config: string;
  readonly port: number;
  readonly providerUrls: Readonly<Record<string, string>>;
  /** Faults of AWS; those of the providers are not the stack's. */
  readonly faults: readonly FaultSwitch[];
  readonly seed: number;
  /** Starts the sweeper this often, beside its schedule. Absent: its schedule alone does. */
  readonly sweepEverySeconds?: number | undefined;
}

export type ToStack =
  | { readonly kind: 'kill'; readonly role: FunctionRole; readonly atCall: number }
  | { readonly kind: 'stop-faults' };

export type FromStack =
  | { readonly kind: 'ready'; readonly endpoints: Endpoints }
  | { readonly kind: 'failed'; readonly message: string }
  /** Answers each `kill` and `stop-faults`, in their order. */
  | { readonly kind: 'done'; readonly killed: boolean };

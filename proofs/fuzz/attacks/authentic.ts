import type { WebhookEvent } from '../../../lambda/handlers/webhook-request';
import type { FuzzSource } from '../fuzz-source';
import type { Dice } from './dice';

export type HeaderLine = readonly [name: string, value: string];

/** A delivery exactly as the provider would send it: what every attack starts from. */
export interface Authentic {
  readonly dice: Dice;
  readonly source: FuzzSource;
  /** The sources it was not made for. */
  readonly others: readonly FuzzSource[];
  readonly body: Buffer;
  /** Epoch milliseconds of the signature. */
  readonly now: number;
  readonly signed: Readonly<Record<string, string>>;
}

/** A request to be sent. `reshape` gives what no HTTP request can lead to: a function may be invoked with anything. */
export interface HostileRequest {
  readonly kind: string;
  readonly path: string;
  readonly headers: readonly HeaderLine[];
  readonly body: Buffer;
  readonly reshape?: (event: WebhookEvent) => WebhookEvent;
}

/** What an attack changes of an authentic delivery. */
export type Attack = (authentic: Authentic) => Partial<Omit<HostileRequest, 'kind'>>;

const HEX_AT_END = /[0-9a-fA-F]{64}$/;

/** Name and value of the header that holds the signature. @throws Error when there is none */
export function signatureLine({ signed }: Pick<Authentic, 'signed'>): HeaderLine {
  const line = Object.entries(signed).find(([, value]) => HEX_AT_END.test(value));
  if (!line) {
    throw new Error('Authentic delivery: got no header with a hex signature, expected one.');
  }
  return line;
}

/** Name and value of the header that holds the time, where the scheme has one. */
export function timeLine({ signed }: Pick<Authentic, 'signed'>): HeaderLine | undefined {
  return Object.entries(signed).find(([, value]) => /^\d+$/.test(value));
}

/** The authentic headers with the signature's value rewritten. */
export function withSignature(authentic: Authentic, rewrite: (value: string) => string): HeaderLine[] {
  const [name] = signatureLine(authentic);
  return Object.entries(authentic.signed).map(([each, value]) => [
    each,
    each === name ? rewrite(value) : value,
  ]);
}

/** Signed for another body, key or time than the request's own. */
export function signedAs(
  { source, body, now }: Authentic,
  change: { readonly body?: Uint8Array; readonly key?: string; readonly at?: number },
): HeaderLine[] {
  const key = change.key ?? source.keys[0] ?? '';
  return Object.entries(source.provider.sign(change.body ?? body, key, change.at ?? now));
}

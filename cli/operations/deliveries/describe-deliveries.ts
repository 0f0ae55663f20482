import { MAX_BODY_BYTES } from '../../../lambda/domain/lifecycle/policy';
import { REFUSAL_REASONS, type RefusalReason } from '../../../lambda/domain/record/refusal';
import { duration } from '../../terminal/format';
import { DELIVERIES_WINDOW_MS, type Deliveries, refusedCount, type SourceDeliveries } from './deliveries';

/** Each reason in plain words. */
export const REASON_TEXTS: Readonly<Record<RefusalReason, string>> = {
  missing: 'no signature',
  malformed: 'malformed signature',
  mismatch: 'signature matches no live key',
  stale: 'correctly signed, but too long ago',
  future: 'correctly signed, but with a time in the future',
  no_key: 'no signing key is stored yet',
  too_large: `body over ${MAX_BODY_BYTES / 1024 / 1024} MiB`,
  unavailable: 'AWS did not answer in time',
};

/**
 * `20 deliveries to limai refused in the last hour: signature matches no live key; 0 accepted`; undefined when none was. A request
 * without a signature is none of the provider's: it is told beside them.
 */
export function describeRefused({ source, accepted, refused }: SourceDeliveries): string | undefined {
  const { missing: unsigned = 0, ...others } = refused;
  const happened = REFUSAL_REASONS.filter((reason) => reason in others);
  const total = refusedCount({ refused: others });
  if (total === 0) {
    return unsigned === 0
      ? undefined
      : `${counted(unsigned, 'request')} to ${source} without a signature refused in the last hour; ${accepted} accepted`;
  }
  const [only] = happened;
  const reasons =
    happened.length === 1 && only !== undefined
      ? REASON_TEXTS[only]
      : happened.map((reason) => `${refused[reason]} ${REASON_TEXTS[reason]}`).join(', ');
  const beside = unsigned === 0 ? '' : ` (and ${counted(unsigned, 'request')} without a signature refused)`;
  return `${counted(total, 'delivery')} to ${source} refused in the last hour: ${reasons}; ${accepted} accepted${beside}`;
}

function counted(count: number, noun: 'delivery' | 'request'): string {
  const plural = noun === 'delivery' ? 'deliveries' : 'requests';
  return `${count} ${count === 1 ? noun : plural}`;
}

/** One line for each source with refusals, and one for what API Gateway refused itself. */
export function describeAllRefused({ sources, gatewayRefused }: Deliveries): readonly string[] {
  const lines = sources.map(describeRefused).filter((line) => line !== undefined);
  return gatewayRefused === 0 ? lines : [...lines, describeGateway(gatewayRefused)];
}

/** API Gateway does not say which: its access log does. */
export function describeGateway(count: number): string {
  return `${counted(count, 'request')} refused by API Gateway itself in the last hour (404, 413 and 429 in one number)`;
}

/** How complete the counts are. */
export function describeCounting({ since, delaySeconds }: Deliveries, now: number): string {
  const age = now - Date.parse(since);
  return delaySeconds > 0
    ? `Counts come from CloudWatch, up to ${duration(delaySeconds * 1000)} late.`
    : `Counted ${age < DELIVERIES_WINDOW_MS - 1000 ? `since this run started, ${duration(age)} ago` : 'by this run'}.`;
}

import { EVENT_STATUSES, type EventStatus, isFinal } from '../../lambda/domain/lifecycle';
import type { Operator } from '../operator';
import { recordLine } from '../record-line';
import { UsageError } from '../usage-error';

const FINAL = EVENT_STATUSES.filter(isFinal);

/** `list <STATUS> [YYYY-MM-DD]`: final events of one status and day (UTC, default today), newest first. */
export async function list(args: readonly string[], operator: Operator, limit: number): Promise<number> {
  const [status, day = new Date().toISOString().slice(0, 10)] = args;
  if (args.length > 2 || !FINAL.includes(status as EventStatus) || !/^\d{4}-\d{2}-\d{2}$/.test(day)) {
    throw new UsageError(
      `list: got "${args.join(' ')}", expected one of ${FINAL.join(', ')} and perhaps a day as YYYY-MM-DD.`,
    );
  }
  let after: string | undefined;
  let printed = 0;
  do {
    const page = await operator.queries.byStatus({
      status: status as EventStatus,
      day,
      shards: operator.shards,
      limit: Math.min(limit - printed, 100),
      after,
    });
    for (const record of page.records) {
      operator.print(recordLine(record));
    }
    printed += page.records.length;
    after = page.next;
  } while (after !== undefined && printed < limit);
  operator.print(`${printed} ${status} on ${day}${after === undefined ? '' : ' (more: raise --limit)'}`);
  return 0;
}

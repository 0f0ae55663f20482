import { eventKey } from '../../lambda/domain/keys';
import type { Operator } from '../operator';
import { UsageError } from '../usage-error';

/** `show <source> <eventId>` or `show <key>`: one record, without the body it carries. Exit code 1 when there is none. */
export async function show(args: readonly string[], operator: Operator): Promise<number> {
  const [first, eventId] = args;
  if (first === undefined || args.length > 2) {
    throw new UsageError('show: expected <source> <eventId>, or one key as `list` prints it.');
  }
  const record = await operator.store.get(eventId === undefined ? first : eventKey(first, eventId));
  if (!record) {
    operator.print('No such event.');
    return 1;
  }
  const { rawBody, ...shown } = record;
  operator.print(JSON.stringify(rawBody === undefined ? shown : { ...shown, rawBody: '(inline)' }, null, 2));
  return 0;
}

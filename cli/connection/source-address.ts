import type { Inbox, SourceAddress } from '../inbox';
import { UsageError } from '../terminal/errors';

/** The source named on the command line. @throws UsageError naming those there are */
export function sourceAddress(id: string, { connection }: Pick<Inbox, 'connection'>): SourceAddress {
  const found = connection.sources.find((source) => source.id === id);
  if (!found) {
    const known = connection.sources.map((source) => source.id).join(', ');
    throw new UsageError(`Source: got "${id}", expected one of ${known}.`);
  }
  return found;
}

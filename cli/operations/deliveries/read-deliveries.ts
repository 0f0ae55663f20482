import type { Connection } from '../../inbox';
import { CommandError } from '../../terminal/errors';
import { readCloudWatchDeliveries } from './cloudwatch-deliveries';
import type { Deliveries } from './deliveries';
import { readLocalDeliveries } from './local-deliveries';

/** Deliveries of the last hour to every source of an inbox. @throws CommandError when the stack does not say where to ask */
export async function readDeliveries(connection: Connection, now: number): Promise<Deliveries> {
  const { clients, stack, apiId, localApi } = connection;
  const sources = connection.sources.map(({ id }) => id);
  if (localApi !== undefined) {
    return withAllSources(await readLocalDeliveries(localApi), sources);
  }
  if (!clients.cloudWatch || !stack || !apiId) {
    throw new CommandError('The stack has no output ApiId. Deploy it again with this version.');
  }
  return readCloudWatchDeliveries({ client: clients.cloudWatch, namespace: stack, apiId, sources }, now);
}

/** A local run names only those to which something came. */
function withAllSources(deliveries: Deliveries, sources: readonly string[]): Deliveries {
  const found = new Map(deliveries.sources.map((one) => [one.source, one]));
  return {
    ...deliveries,
    sources: sources.map((source) => found.get(source) ?? { source, accepted: 0, refused: {} }),
  };
}

import { createSimulatorClient } from '../../local/simulators/start-simulators';

/** How often providers were asked for the documents of a load. */
export interface ProviderCalls {
  readonly calls: number;
  readonly documents: number;
  /** Calls beyond the first that were answered with the final data. */
  readonly extra: number;
}

/** Counts the calls in the logs of the simulators that concern these documents. */
export async function countProviderCalls(
  simulators: Readonly<Record<string, string>>,
  documentIds: ReadonlySet<string>,
): Promise<ProviderCalls> {
  const logs = await Promise.all(Object.values(simulators).map((url) => createSimulatorClient(url).calls()));
  const calls = logs.flat().filter(({ documentId }) => documentIds.has(documentId));
  const served = calls.filter((call) => call.served);
  const distinct = (of: typeof calls) => new Set(of.map(({ documentId }) => documentId)).size;
  return { calls: calls.length, documents: distinct(calls), extra: served.length - distinct(served) };
}

import type { Call, DocumentPlan, Faults, FinishedDocument, ListCall } from './behaviour';

/** Steers a running simulator from another process, over its admin API. */
export interface SimulatorClient {
  plan(documentId: string, plan: DocumentPlan): Promise<void>;
  setFaults(faults: Faults | undefined): Promise<void>;
  calls(documentId?: string): Promise<readonly Call[]>;
  bodyFor(documentId: string): Promise<Buffer>;
  /** The provider is done with these documents, and tells nobody. */
  finish(documents: readonly FinishedDocument[]): Promise<void>;
  listCalls(): Promise<readonly ListCall[]>;
  reset(): Promise<void>;
}

export function createSimulatorClient(url: string): SimulatorClient {
  const call = (method: string, path: string, body?: unknown) =>
    callAdmin(`${url}/_simulator/${path}`, method, body);
  return {
    plan: async (id, plan) => void (await call('PUT', `documents/${encodeURIComponent(id)}`, plan)),
    setFaults: async (faults) => void (await call(faults ? 'PUT' : 'DELETE', 'faults', faults)),
    calls: async (id) => {
      const query = id === undefined ? '' : `?id=${encodeURIComponent(id)}`;
      const { calls } = JSON.parse((await call('GET', `calls${query}`)).toString()) as { calls: Call[] };
      return calls;
    },
    bodyFor: (id) => call('GET', `documents/${encodeURIComponent(id)}/body`),
    finish: async (documents) => void (await call('PUT', 'finished', documents)),
    listCalls: async () => JSON.parse((await call('GET', 'lists')).toString()) as ListCall[],
    reset: async () => void (await call('POST', 'reset')),
  };
}

/** @throws Error with the simulator's own words when it refuses */
async function callAdmin(url: string, method: string, body: unknown): Promise<Buffer> {
  const response = await fetch(url, { method, ...(body !== undefined && { body: JSON.stringify(body) }) });
  const bytes = Buffer.from(await response.arrayBuffer());
  if (!response.ok) {
    throw new Error(`Simulator at ${url}: got ${response.status}, expected 200: ${bytes}`);
  }
  return bytes;
}

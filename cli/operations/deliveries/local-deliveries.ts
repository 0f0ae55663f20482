import { type Deliveries, deliveriesSchema, LOCAL_DELIVERIES_PATH } from './deliveries';

const ANSWER_WITHIN_MS = 5_000;

/** What a local run counted, asked on the port of its webhooks. */
export async function readLocalDeliveries(api: string): Promise<Deliveries> {
  const response = await fetch(new URL(LOCAL_DELIVERIES_PATH, api), {
    signal: AbortSignal.timeout(ANSWER_WITHIN_MS),
  });
  return deliveriesSchema.parse(await response.json());
}

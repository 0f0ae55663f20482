import * as z from 'zod';
import { REFUSAL_REASONS, type RefusalReason } from '../../../lambda/domain/record/refusal';

const count = z.number().int().nonnegative();

/** What came to one source's webhook. */
const sourceDeliveriesSchema = z.strictObject({
  source: z.string(),
  /** Proved to be the provider's, duplicates included. */
  accepted: count,
  /** By reason; only those that happened. */
  refused: z.partialRecord(z.enum(REFUSAL_REASONS as [RefusalReason, ...RefusalReason[]]), count),
});

/** Deliveries of the last hour, from what the functions count: nothing is written for a refused request. */
export const deliveriesSchema = z.strictObject({
  /** Counted from then on: an hour ago, or the start of the local run. */
  since: z.iso.datetime(),
  /** How late a delivery may show. */
  delaySeconds: count,
  sources: z.array(sourceDeliveriesSchema),
  /** Refused by API Gateway itself (404, 413, 429): one number for the whole API. */
  gatewayRefused: count,
});

export type Deliveries = z.infer<typeof deliveriesSchema>;
export type SourceDeliveries = z.infer<typeof sourceDeliveriesSchema>;

export const DELIVERIES_WINDOW_MS = 3_600_000;

/** On the port of a local run's webhooks: what it counted. API Gateway has no such path. */
export const LOCAL_DELIVERIES_PATH = '/_local/deliveries';

/** How many were refused, whatever the reason. */
export function refusedCount({ refused }: Pick<SourceDeliveries, 'refused'>): number {
  return Object.values(refused).reduce((sum, one) => sum + one, 0);
}

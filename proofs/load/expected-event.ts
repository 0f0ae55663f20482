import * as z from 'zod';
import { EVENT_STATUSES } from '../../lambda/domain/lifecycle/lifecycle';

/** What must be found of an event that was sent, small enough to be kept by the thousand and in a file. */
export const expectedEventSchema = z.strictObject({
  pk: z.string(),
  source: z.string(),
  /** As sent; the last part of its result's key. */
  eventId: z.string(),
  status: z.enum(EVENT_STATUSES),
  bodySha256: z.string(),
  /** The end of its result object is known to the byte: the texts of event and extraction. Absent where no result may be. */
  tail: z.optional(z.strictObject({ bytes: z.number(), sha256: z.string() })),
});

export type ExpectedEvent = z.infer<typeof expectedEventSchema>;

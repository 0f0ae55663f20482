import * as z from 'zod/mini';
import type { Disposition, IncomingEvent, JsonBody } from '../../../lambda/domain/provider/provider';
import { definedOnly } from '../../../lambda/domain/text/defined-only';

/** What a neutral webhook's body holds. */
export interface NeutralBody {
  readonly id: string;
  readonly type: 'done' | 'reviewed' | 'failed' | 'note';
  /** Absent: only what the link leads to names it. */
  readonly document?: string;
  /** A signed URL that holds the data, for an hour. */
  readonly url?: string;
  readonly at?: string;
  /** What became of the document, where the type does not say. */
  readonly outcome?: 'completed' | 'failed';
}

const bodySchema = z.object({
  id: z.string(),
  type: z.string(),
  document: z.optional(z.string()),
  url: z.optional(z.string()),
  at: z.optional(z.string()),
  outcome: z.optional(z.string()),
});

/** The body's fields; undefined when it is no body of this provider, or names nothing to ask for. */
export function parseNeutralBody({ value }: Pick<JsonBody, 'value'>): NeutralBody | undefined {
  const parsed = bodySchema.safeParse(value);
  const namesSomething = parsed.data?.document !== undefined || parsed.data?.url !== undefined;
  return parsed.success && namesSomething ? (parsed.data as NeutralBody) : undefined;
}

export function toIncomingEvent(body: NeutralBody): IncomingEvent {
  const { document, at, outcome } = body;
  return {
    eventId: body.id,
    eventType: body.type,
    disposition: readDisposition(body),
    ...definedOnly({ documentId: document, occurredAt: at, outcome }),
    ...((body.type === 'failed' || outcome === 'failed') && { failed: true }),
  };
}

function readDisposition({ type, url }: NeutralBody): Disposition {
  if (type !== 'note') {
    return 'fetch';
  }
  return url === undefined ? 'archive' : 'archive_link';
}

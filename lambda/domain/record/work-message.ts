import * as z from 'zod/mini';
import { escapeUnit } from '../text/unicode';

/** A reference to an event: the record is the truth, so a message carries only what finds it. */
const schema = z.object({ v: z.literal(1), pk: z.string().check(z.minLength(3), z.maxLength(2048)) });

/** Visible ASCII, because SQS carries XML characters only: a key that holds another (U+FFFF) would arrive altered or not at all. */
export function encodeMessage(pk: string): string {
  return JSON.stringify({ v: 1, pk } satisfies z.infer<typeof schema>).replace(
    /[\u007f-\uffff]/g,
    escapeUnit,
  );
}

/** @throws Error naming what is wrong, without the text itself */
export function decodeMessage(text: string): z.infer<typeof schema> {
  const parsed = schema.safeParse(JSON.parse(text));
  if (!parsed.success) {
    throw new Error('Work message: expected {"v":1,"pk":"…"}; got another shape or version.');
  }
  return parsed.data;
}

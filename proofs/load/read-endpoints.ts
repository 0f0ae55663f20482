import { readFileSync } from 'node:fs';
import * as z from 'zod';
import { readTarget, type Target } from '../../local/send/send-target';
import type { InboxAddress } from './inbox-reader';

const url = z.url();

const addressSchema = z.object({
  region: z.string(),
  credentials: z.object({ accessKeyId: z.string(), secretAccessKey: z.string() }),
  endpoints: z.object({ dynamodb: url, sqs: url, s3: url, secretsmanager: url }),
  table: z.string(),
  bucket: z.string(),
}) satisfies z.ZodType<InboxAddress>;

/**
 * Where a running stack takes webhooks, and where its stores are.
 * @throws Error with the remedy when no stack runs or the file is none of ours
 */
export function readEndpoints(file: string): Target & InboxAddress {
  const target = readTarget(file);
  const parsed = addressSchema.safeParse(JSON.parse(readFileSync(file, 'utf8')));
  if (!parsed.success) {
    const problems = z.prettifyError(parsed.error);
    throw new Error(`${file}: expected the stores of a local stack.\n${problems}\nStart it again: npm start`);
  }
  return { ...target, ...parsed.data };
}

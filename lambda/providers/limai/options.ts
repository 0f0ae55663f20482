import * as z from 'zod/mini';
import { baseUrl } from '../shared/base-url';

/** Options of one Limai source. */
export const optionsSchema = z.strictObject({
  /** Root of Limai's API. */
  baseUrl: z._default(baseUrl, 'https://app.limai.io'),
  /** The deployment this subscription belongs to; needed for reconciliation alone. */
  deploymentId: z.optional(z.string().check(z.minLength(1), z.maxLength(255))),
  /** The deployment's schema: its list does not name it, and one copy of the documentation requires it to fetch a document. */
  extractionSchemaId: z.optional(z.string().check(z.minLength(1), z.maxLength(255))),
  /** Form of the answer to "Verify URL"; the documentation does not say which Limai expects. */
  challengeAnswer: z._default(z.enum(['json', 'text']), 'json'),
  /** Whether a VERIFICATION request must be signed like every other. */
  verification: z._default(z.enum(['signed', 'unsigned']), 'signed'),
});

export type LimaiOptions = z.infer<typeof optionsSchema>;

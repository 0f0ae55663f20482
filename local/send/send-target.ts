import { readFileSync } from 'node:fs';
import * as z from 'zod';
import { START_COMMAND } from '../../cli/connection/start-command';
import { UsageError } from '../../cli/terminal/errors';
import { expectedOneOf } from '../../cli/terminal/format';
import type { Endpoints, SourceEndpoint } from '../run/files/endpoints';
import type { StoresAddress } from '../stores';

const sourceSchema = z.object({
  id: z.string(),
  provider: z.string(),
  url: z.url(),
  signingSecret: z.string().min(1),
}) satisfies z.ZodType<TargetSource>;

/** What senders and readers of the stores need of the endpoints file. */
const endpointsSchema = z.object({
  sources: z.array(sourceSchema),
  /** Provider → base URL of its simulator. */
  simulators: z.record(z.string(), z.string()),
  region: z.string(),
  credentials: z.object({ accessKeyId: z.string(), secretAccessKey: z.string() }),
  endpoints: z.object({ dynamodb: z.url(), sqs: z.url(), s3: z.url(), secretsmanager: z.url() }),
  table: z.string(),
  bucket: z.string(),
}) satisfies z.ZodType<Target & StoresAddress>;

export type TargetSource = Pick<SourceEndpoint, 'id' | 'provider' | 'url' | 'signingSecret'>;
export type Target = Pick<Endpoints, 'simulators'> & { readonly sources: readonly TargetSource[] };

/**
 * Where a running stack takes webhooks, and where its stores are.
 * @throws Error with the remedy when no stack runs or the file is none of ours
 */
export function readEndpoints(file: string): Target & StoresAddress {
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') {
      throw error;
    }
    throw new Error(`${file}: not found, so no local stack seems to run. Start one with: ${START_COMMAND}`);
  }
  const parsed = endpointsSchema.safeParse(parseJson(text));
  if (!parsed.success) {
    const problems = z.prettifyError(parsed.error);
    throw new Error(
      `${file}: expected the endpoints of a local stack.\n${problems}\nStart it again with: ${START_COMMAND}`,
    );
  }
  return parsed.data;
}

/** @throws UsageError naming the sources there are */
export function findSource(target: Target, id: string): TargetSource {
  const source = target.sources.find((candidate) => candidate.id === id);
  if (!source) {
    const known = target.sources.map((candidate) => candidate.id);
    throw new UsageError(`Source: got "${id}", ${expectedOneOf(id, known)}`);
  }
  return source;
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

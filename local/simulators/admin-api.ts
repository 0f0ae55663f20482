import type { IncomingMessage } from 'node:http';
import * as z from 'zod';
import { type Behaviour, documentPlanSchema, faultsSchema, finishedSchema } from './behaviour';
import { deliver } from './deliver';
import { parseBody } from './json-server';
import { type Answer, jsonAnswer, type ProviderApi } from './provider-api';

/** Everything below this path steers the simulator; the rest is the provider's API. */
export const ADMIN_PREFIX = '/_simulator/';

const deliverSchema = z.strictObject({
  url: z.url(),
  signingKey: z.string().min(1),
  /** The exact text to sign and send. */
  body: z.string(),
  attempts: z.number().int().positive().optional(),
  firstDelayMs: z.number().nonnegative().optional(),
});

/** The simulator that is steered. */
export interface SteeredSimulator {
  readonly api: ProviderApi;
  readonly behaviour: Behaviour;
}

type AdminRoute = (simulator: SteeredSimulator, request: AdminRequest) => Answer | Promise<Answer>;

interface AdminRequest {
  /** The document id of the path, where it has one. */
  readonly id: string;
  readonly url: URL;
  readonly body: unknown;
}

/** `<method> <path below the prefix>`; `*` is one percent-encoded document id. docs/reference/local-run.md explains each. */
export const ROUTES: Readonly<Record<string, AdminRoute>> = {
  'GET documents/*': ({ behaviour }, { id }) => jsonAnswer(200, behaviour.getPlan(id)),
  'PUT documents/*': ({ behaviour }, { id, body }) =>
    applyParsed(documentPlanSchema, body, (plan) => behaviour.plan(id, plan)),
  'DELETE documents/*': ({ behaviour }, { id }) => respondOk(() => behaviour.unplan(id)),
  'GET documents/*/body': ({ api, behaviour }, { id }) => ({
    status: 200,
    body: behaviour.getPlan(id).body ?? api.bodyFor(id),
  }),
  'GET faults': ({ behaviour }) => jsonAnswer(200, behaviour.faults()),
  'PUT faults': ({ behaviour }, { body }) =>
    applyParsed(faultsSchema, body, (faults) => behaviour.setFaults(faults)),
  'DELETE faults': ({ behaviour }) => respondOk(() => behaviour.setFaults(undefined)),
  'GET calls': listCalls,
  'PUT finished': ({ behaviour }, { body }) =>
    applyParsed(z.array(finishedSchema), body, (documents) => behaviour.finish(documents)),
  'GET finished': ({ behaviour }) => jsonAnswer(200, behaviour.finished()),
  'GET lists': ({ behaviour }) => jsonAnswer(200, behaviour.listCalls()),
  'POST reset': ({ behaviour }) => respondOk(() => behaviour.reset()),
  'POST deliver': deliverFor,
};

/** Answers one request to the admin API. */
export async function handleAdmin(
  simulator: SteeredSimulator,
  request: IncomingMessage,
  url: URL,
): Promise<Answer> {
  const [collection = '', id, ...rest] = url.pathname.slice(ADMIN_PREFIX.length).split('/');
  const path = [collection, ...(id === undefined ? [] : ['*']), ...rest].join('/');
  const route = ROUTES[`${request.method} ${path}`];
  if (!route) {
    const known = Object.keys(ROUTES).join(', ');
    return jsonAnswer(404, { error: `Simulator: got ${request.method} ${path}, expected one of ${known}` });
  }
  const text = (await parseBody(request)).toString();
  try {
    const body: unknown = text === '' ? undefined : JSON.parse(text);
    return await route(simulator, { id: decodeURIComponent(id ?? ''), url, body });
  } catch (error) {
    return jsonAnswer(400, { error: `Simulator: ${(error as Error).message}` });
  }
}

function listCalls({ behaviour }: SteeredSimulator, { url }: AdminRequest): Answer {
  const calls = behaviour.calls(url.searchParams.get('id') ?? undefined);
  const documents: Record<string, number> = {};
  for (const { documentId } of calls) {
    documents[documentId] = (documents[documentId] ?? 0) + 1;
  }
  return jsonAnswer(200, { total: calls.length, documents, calls });
}

async function deliverFor({ api }: SteeredSimulator, { body }: AdminRequest): Promise<Answer> {
  const { body: text, ...rest } = deliverSchema.parse(body);
  return jsonAnswer(200, await deliver({ ...rest, provider: api.provider, body: Buffer.from(text) }));
}

function applyParsed<T>(schema: z.ZodType<T>, body: unknown, use: (value: T) => void): Answer {
  const parsed = schema.safeParse(body);
  if (!parsed.success) {
    return jsonAnswer(400, { error: z.prettifyError(parsed.error) });
  }
  return respondOk(() => use(parsed.data));
}

function respondOk(action: () => void): Answer {
  action();
  return jsonAnswer(200, { ok: true });
}

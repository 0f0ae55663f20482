import { timingSafeEqual } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import { ADMIN_PREFIX, handleAdmin, type SteeredSimulator } from './admin-api';
import {
  Behaviour,
  type Call,
  type DocumentPlan,
  type Faults,
  type FinishedDocument,
  type ListCall,
} from './behaviour';
import { listen, send, sendHalf } from './json-server';
import { type Answer, type ApiRequest, isAnswer, jsonAnswer, type ProviderApi } from './provider-api';

/** A running provider simulator. */
export interface Simulator {
  readonly provider: string;
  /** Base URL, to be used in place of the provider's. */
  readonly url: string;
  readonly port: number;
  /** The extracted data a document has, unless its plan says otherwise. */
  bodyFor(documentId: string): Buffer;
  plan(documentId: string, plan: DocumentPlan): void;
  setFaults(faults: Faults | undefined): void;
  calls(documentId?: string): readonly Call[];
  /** The provider is done with these documents, and tells nobody. */
  finish(documents: readonly FinishedDocument[]): void;
  listCalls(): readonly ListCall[];
  reset(): void;
  stop(): Promise<void>;
}

export interface SimulatorOptions {
  readonly api: ProviderApi;
  /** The tokens it accepts. */
  readonly apiTokens: readonly string[];
  readonly port?: number;
  /** Keeps the plans over a restart. */
  readonly file?: string;
  /** A document was asked for whose plan says `crash`. */
  readonly onCrash?: ((provider: string) => void) | undefined;
}

interface World extends SteeredSimulator, Pick<SimulatorOptions, 'onCrash'> {
  readonly apiTokens: readonly string[];
}

/** Starts one provider's API on 127.0.0.1. */
export async function startSimulator(options: SimulatorOptions): Promise<Simulator> {
  const { api, apiTokens, port, file, onCrash } = options;
  const behaviour = new Behaviour(file);
  const world: World = { api, apiTokens, behaviour, onCrash };
  const server = await listen((request, response) => handle(world, request, response), port);
  return {
    provider: api.provider,
    url: server.url,
    port: server.port,
    bodyFor: (id) => api.bodyFor(id),
    plan: (id, plan) => behaviour.plan(id, plan),
    setFaults: (faults) => behaviour.setFaults(faults),
    calls: (id) => behaviour.calls(id),
    finish: (documents) => behaviour.finish(documents),
    listCalls: () => behaviour.listCalls(),
    reset: () => behaviour.reset(),
    stop: () => server.close(),
  };
}

async function handle(world: World, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const url = new URL(request.url ?? '/', 'http://127.0.0.1');
  if (url.pathname.startsWith(ADMIN_PREFIX)) {
    send(response, await handleAdmin(world, request, url));
    return;
  }
  const documentId = world.api.findDocument(url);
  const faults = world.behaviour.faults();
  await pause((faults.delayMs ?? 0) + (world.behaviour.getPlan(documentId ?? '').delayMs ?? 0));
  const asked = toApiRequest(world, request, url);
  const list = world.api.list(asked, world.behaviour.finished());
  const { answer, served } = list
    ? { answer: listAnswer(list, world), served: false }
    : answerCall(world, asked);
  const at = new Date().toISOString();
  if (list) {
    world.behaviour.recordList({ at, status: answer.status });
  } else if (documentId !== undefined) {
    world.behaviour.record({ documentId, at, status: answer.status, served: served && !faults.cutBody });
  }
  (faults.cutBody ? sendHalf : send)(response, answer);
}

function listAnswer(list: Answer, { api, behaviour }: World): Answer {
  const { failure } = behaviour.faults();
  return failure ? api.failure(failure) : list;
}

async function pause(milliseconds: number): Promise<void> {
  if (milliseconds > 0) {
    // Not referenced: a slow answer must not keep a stopped simulator's process alive.
    await sleep(milliseconds, undefined, { ref: false });
  }
}

function toApiRequest(world: World, request: IncomingMessage, url: URL): ApiRequest {
  const wrongToken = world.behaviour.faults().wrongToken === true;
  const authorized = !wrongToken && isAuthorized(request.headers.authorization, world.apiTokens);
  return { method: request.method ?? 'GET', url, headers: request.headers, authorized, now: Date.now() };
}

function isAuthorized(header: string | undefined, tokens: readonly string[]): boolean {
  return tokens.some((token) => sameText(header ?? '', `Bearer ${token}`));
}

function sameText(left: string, right: string): boolean {
  const [a, b] = [Buffer.from(left), Buffer.from(right)];
  return a.length === b.length && timingSafeEqual(a, b);
}

interface Outcome {
  readonly answer: Answer;
  /** It carries the document's final data. */
  readonly served: boolean;
}

function answerCall({ api, behaviour, onCrash }: World, request: ApiRequest): Outcome {
  const documentId = api.findDocument(request.url);
  const { failure } = behaviour.faults();
  if (failure) {
    return { answer: api.failure(failure), served: false };
  }
  if (documentId === undefined) {
    return { answer: jsonAnswer(404, { error: 'Simulator: no such path' }), served: false };
  }
  const call = api.open(documentId, request);
  if (isAnswer(call)) {
    return { answer: call, served: false };
  }
  const plan = behaviour.getPlan(documentId);
  if (plan.crash) {
    onCrash?.(api.provider);
  }
  const step = behaviour.nextStep(documentId);
  if (step.kind === 'failure') {
    return { answer: api.failure(step.failure), served: false };
  }
  const answer = step.kind === 'final' ? withPadding(call.final(plan), plan) : call.notReady(plan);
  return { answer, served: step.kind === 'final' && answer.status === 200 };
}

/** An unknown member before the last brace; every other byte stays. */
function withPadding(answer: Answer, { paddingBytes }: DocumentPlan): Answer {
  const body = answer.body.toString();
  const end = body.lastIndexOf('}');
  return paddingBytes === undefined || end < 0
    ? answer
    : { ...answer, body: `${body.slice(0, end)},"filler":"${'x'.repeat(paddingBytes)}"${body.slice(end)}` };
}

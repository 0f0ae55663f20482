import type { FinishedDocument } from '../behaviour';
import { type Answer, type ApiRequest, jsonAnswer } from '../provider-api';
import { createExtractRun } from './extract-run';

const PATH = '/extract_runs';
const DEFAULT_SIZE = 10;
/** What a list's rows have of a run; the rest is asked for by id. */
const LEFT_OUT = ['output', 'initialOutput', 'reviewedOutput', 'config', 'edits'];

/** GET /extract_runs. Every run here was created through the API; `refuse` is the answer to a request that is not in order. */
export function listRuns(
  { url }: ApiRequest,
  finished: readonly FinishedDocument[],
  refuse: () => Answer | undefined,
): Answer | undefined {
  if (url.pathname !== PATH) {
    return undefined;
  }
  const refusal = refuse();
  if (refusal) {
    return refusal;
  }
  const asked = url.searchParams;
  const from = parseToken(asked.get('nextPageToken'));
  const size = Number(asked.get('maxPageSize') ?? DEFAULT_SIZE);
  const runs = (asked.get('source') ?? 'API') === 'API' ? finished.map(toRun) : [];
  const wanted = runs.filter(({ status }) => (asked.get('status') ?? status) === status);
  const sorted = wanted.sort(by(asked.get('sortBy') ?? 'updatedAt', asked.get('sortDir') ?? 'desc'));
  const more = from + size < sorted.length && { nextPageToken: toToken(from + size) };
  const data = sorted.slice(from, from + size).map(toRow);
  return jsonAnswer(200, { object: 'list', data, ...more });
}

type Run = FinishedDocument & { readonly status: string };

function toRun(document: FinishedDocument): Run {
  return { ...document, status: document.failed ? 'FAILED' : 'PROCESSED' };
}

function by(field: string, direction: string): (one: Run, other: Run) => number {
  const value = (run: Run) => (field === 'createdAt' ? run.createdAt : run.updatedAt);
  const sign = direction === 'asc' ? 1 : -1;
  return (one, other) => sign * value(one).localeCompare(value(other));
}

function toRow({ id, status, createdAt, updatedAt, failed }: Run): Record<string, unknown> {
  const failure = failed ? { failureReason: 'PARSING_ERROR', failureMessage: 'Could not be parsed' } : {};
  const run = JSON.parse(createExtractRun(id, { status, ...failure })) as Record<string, unknown>;
  const kept = Object.entries(run).filter(([name]) => !LEFT_OUT.includes(name));
  return { ...Object.fromEntries(kept), createdAt, updatedAt };
}

/** Opaque to a client, as the real one's. */
function toToken(place: number): string {
  return Buffer.from(`place:${place}`).toString('base64');
}

function parseToken(token: string | null): number {
  return token === null ? 0 : Number(Buffer.from(token, 'base64').toString().replace('place:', ''));
}

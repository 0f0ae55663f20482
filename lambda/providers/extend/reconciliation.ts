import { ProviderError } from '../../domain/provider/error-kinds';
import type { ListedDocument, ListedPage, ListRequest, Reconciliation } from '../../domain/provider/provider';
import { parseTime } from '../../domain/record/event-record';
import { definedOnly } from '../../domain/text/defined-only';
import type { JsonView } from '../../domain/text/json-view';
import { malformedBody, parseAnswer } from '../shared/api-get';
import { listRows, type RowIdentity, readRows } from '../shared/listed-row';
import { parseId } from '../shared/provider-text';
import { extendGet } from './extend-get';
import { failureReasonText } from './fetch-run';
import type { ExtendOptions } from './manifest';

const CALL = 'Extend GET extract_runs (list)';
/** A cancelled run has no event, so none can be missing. */
const STATES: Readonly<Record<string, ListedDocument['state']>> = {
  PROCESSED: 'extracted',
  FAILED: 'failed',
};
const DEFAULT_RUN_SOURCES = ['API'];
const DEFAULT_PAGE_SIZE = 100;
const MAX_TOKEN_LENGTH = 2_048;

/** Extend's list of extract runs, newest change first. Its token alone is needed. */
export const reconciliation: Reconciliation<ExtendOptions> = {
  missingOption: () => undefined,
  blindSpots: [
    'runs started from the dashboard or by workflows, which send no webhook (option reconcile.runSources)',
    'cancelled runs, which have no event',
    'reviews and edits of a run whose result is stored',
  ],
  list,
  body,
};

/** One filtered list: the API takes one value of each filter. */
interface Part {
  readonly status: string;
  readonly source: string;
  readonly extractorId: string | undefined;
}

async function list(request: ListRequest<ExtendOptions>): Promise<ListedPage> {
  const parts = partsOf(request.options);
  const { index, token } = placeOf(request.cursor);
  const part = parts[index];
  if (!part) {
    throw lostPlace();
  }
  const path = `/extract_runs?${query(part, token, request.options)}`;
  const response = await extendGet({ name: CALL, path }, request);
  const [data, nextPageToken] = parseAnswer(CALL, response).pick(['data', 'nextPageToken']);
  if (data?.type !== 'array') {
    throw malformedBody(CALL, 'a list of runs under data');
  }
  const rows = listRows(data);
  const page = readRows(rows, toDocument);
  const more = isOver(rows, request.since) ? undefined : nextToken(nextPageToken?.text, token);
  const next = more === undefined ? index + 1 : index;
  return { ...page, ...(next < parts.length && { next: `${next}:${more ?? ''}` }) };
}

function partsOf({ reconcile = {} }: ExtendOptions): readonly Part[] {
  const sources = reconcile.runSources ?? DEFAULT_RUN_SOURCES;
  const extractorIds: readonly (string | undefined)[] = reconcile.extractorIds ?? [undefined];
  return Object.keys(STATES).flatMap((status) =>
    sources.flatMap((source) => extractorIds.map((extractorId) => ({ status, source, extractorId }))),
  );
}

function query(part: Part, token: string | undefined, { reconcile = {} }: ExtendOptions): string {
  return new URLSearchParams({
    ...definedOnly({ ...part, nextPageToken: token }),
    sortBy: 'updatedAt',
    sortDir: 'desc',
    maxPageSize: String(reconcile.pageSize ?? DEFAULT_PAGE_SIZE),
  }).toString();
}

function placeOf(cursor = '0:'): { readonly index: number; readonly token: string | undefined } {
  const [, index, token] = /^(\d{1,4}):(.*)$/s.exec(cursor) ?? [];
  if (index === undefined) {
    throw lostPlace();
  }
  return { index: Number(index), token: token === '' ? undefined : token };
}

/** Older ones follow only where the order is what we asked for; a list in another order is read to its end. */
function isOver(rows: readonly JsonView[], since: number): boolean {
  const times = rows.map((row) => parseTime(row.member('updatedAt')?.text));
  const descends = times.every((time, at) => {
    const previous = times[at - 1];
    return at === 0 || (time !== undefined && previous !== undefined && time <= previous);
  });
  return descends && (times.at(-1) ?? since) < since;
}

function nextToken(nextPageToken: string | undefined, current: string | undefined): string | undefined {
  if (!nextPageToken) {
    return undefined;
  }
  if (nextPageToken === current || nextPageToken.length > MAX_TOKEN_LENGTH) {
    throw new ProviderError(
      'transient',
      `${CALL}: got a nextPageToken that repeats or is over ${MAX_TOKEN_LENGTH} characters, expected that of the next page. It is asked again later.`,
    );
  }
  return nextPageToken;
}

function toDocument(row: JsonView, identity: RowIdentity): ListedDocument | undefined {
  const [status, extractor, failureReason, failureMessage] = row.pick([
    'status',
    'extractor',
    'failureReason',
    'failureMessage',
  ]);
  const word = status?.text ?? '';
  const state = Object.hasOwn(STATES, word) ? STATES[word] : undefined;
  const details = {
    schemaId: parseId(extractor?.member('id')),
    reason: failureReasonText(failureReason, failureMessage),
  };
  return state && { ...identity, state, ...definedOnly(details) };
}

/** A list's row holds no output, so the run is asked for when the event is worked on. */
function body(eventId: string, { documentId, state, schemaId, ...document }: ListedDocument): Uint8Array {
  const isFailure = state === 'failed';
  const payload = {
    object: 'extract_run',
    id: documentId,
    status: isFailure ? 'FAILED' : 'PROCESSED',
    ...(schemaId !== undefined && { extractor: { id: schemaId } }),
    ...(document.reason !== undefined && { failureMessage: document.reason }),
    createdAt: document.createdAt,
    updatedAt: document.updatedAt,
  };
  const eventType = isFailure ? 'extract_run.failed' : 'extract_run.processed';
  return Buffer.from(JSON.stringify({ eventId, eventType, payload }));
}

function lostPlace(): ProviderError {
  return new ProviderError('permanent', `${CALL}: got a place that is none of this list, expected one.`);
}

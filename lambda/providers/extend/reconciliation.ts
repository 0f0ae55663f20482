import { ProviderError } from '../../domain/provider/error-kinds';
import type { ListedDocument, ListedPage, ListRequest, Reconciliation } from '../../domain/provider/provider';
import { parseTime } from '../../domain/record/event-record';
import { definedOnly } from '../../domain/text/defined-only';
import type { JsonView } from '../../domain/text/json-view';
import { apiGet, parseAnswer } from '../shared/api-get';
import { parseId } from '../shared/provider-text';
import { invalidCursor, type RowIdentity, readRows } from '../shared/read-rows';
import { failureReasonText, toExtendCall } from './fetch-run';
import type { ExtendOptions } from './manifest';

const CALL = 'Extend GET extract_runs (list)';
/** A cancelled run has no event, so none can be missing. */
const STATES: ReadonlyMap<string, ListedDocument['state']> = new Map([
  ['PROCESSED', 'extracted'],
  ['FAILED', 'failed'],
]);
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

/** The API takes one value of each filter, so there is one list per combination. The cursor is `<its index>:<nextPageToken>`. */
async function list(request: ListRequest<ExtendOptions>): Promise<ListedPage> {
  const {
    runSources = ['API'],
    extractorIds = [undefined],
    pageSize = 100,
  } = request.options.reconcile ?? {};
  const filters = [...STATES.keys()].flatMap((status) =>
    runSources.flatMap((source) => extractorIds.map((extractorId) => ({ status, source, extractorId }))),
  );
  const [, index = '', token = ''] = /^(\d{1,4}):(.*)$/s.exec(request.cursor ?? '0:') ?? [];
  const filter = index === '' ? undefined : filters[Number(index)];
  if (!filter) {
    throw invalidCursor(CALL);
  }
  const query = new URLSearchParams({
    ...definedOnly({ ...filter, nextPageToken: token === '' ? undefined : token }),
    sortBy: 'updatedAt',
    sortDir: 'desc',
    maxPageSize: String(pageSize),
  });
  const call = toExtendCall({ name: CALL, path: `/extract_runs?${query}` }, request.options);
  const response = await apiGet(call, request);
  const [data, nextPageToken] = parseAnswer(CALL, response).pick(['data', 'nextPageToken']);
  const { rows, ...page } = readRows(CALL, data, toDocument);
  const nextToken = isPast(rows, request.since) ? '' : (nextPageToken?.text ?? '');
  if (nextToken !== '' && (nextToken === token || nextToken.length > MAX_TOKEN_LENGTH)) {
    throw new ProviderError(
      'transient',
      `${CALL}: got a nextPageToken that repeats or is over ${MAX_TOKEN_LENGTH} characters, expected that of the next page. It is asked again later.`,
    );
  }
  const next = nextToken === '' ? Number(index) + 1 : Number(index);
  return { ...page, ...(next < filters.length && { next: `${next}:${nextToken}` }) };
}

/** Older ones follow only where the order is what we asked for; a list in another order is read to its end. */
function isPast(rows: readonly JsonView[], since: number): boolean {
  const times = rows.map((row) => parseTime(row.member('updatedAt')?.text));
  const descends = times.every((time, at) => {
    const previous = times[at - 1];
    return at === 0 || (time !== undefined && previous !== undefined && time <= previous);
  });
  return descends && (times.at(-1) ?? since) < since;
}

function toDocument(row: JsonView, identity: RowIdentity): ListedDocument | undefined {
  const [status, extractor, ...reason] = row.pick(['status', 'extractor', 'failureReason', 'failureMessage']);
  const state = STATES.get(status?.text ?? '');
  const details = { schemaId: parseId(extractor?.member('id')), reason: failureReasonText(...reason) };
  return state && { ...identity, state, ...definedOnly(details) };
}

/** A list's row holds no output, so the run is asked for when the event is worked on. */
function body(eventId: string, document: ListedDocument): Uint8Array {
  const { documentId, state, schemaId, reason, createdAt, updatedAt } = document;
  const [status, eventType] =
    state === 'failed' ? ['FAILED', 'extract_run.failed'] : ['PROCESSED', 'extract_run.processed'];
  const payload = {
    object: 'extract_run',
    id: documentId,
    status,
    extractor: schemaId === undefined ? undefined : { id: schemaId },
    failureMessage: reason,
    createdAt,
    updatedAt,
  };
  return Buffer.from(JSON.stringify({ eventId, eventType, payload }));
}

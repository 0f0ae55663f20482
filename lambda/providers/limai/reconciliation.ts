import { ProviderError } from '../../domain/provider/error-kinds';
import type { ListedDocument, ListedPage, ListRequest, Reconciliation } from '../../domain/provider/provider';
import { definedOnly } from '../../domain/text/defined-only';
import type { JsonView } from '../../domain/text/json-view';
import { apiGet, malformedBody, parseAnswer } from '../shared/api-get';
import { listRows, type RowIdentity, readRows } from '../shared/listed-row';
import type { LimaiOptions } from './manifest';

const CALL = 'Limai list of documents';
/** The documented status words of a document Limai is done with. */
const STATES: Readonly<Record<string, ListedDocument['state']>> = {
  EXTRACTED: 'extracted',
  FAILED: 'failed',
};
const STATUSES = Object.keys(STATES);
/** The documented most. */
const PAGE_SIZE = 500;
/** A document deleted meanwhile moves the ones behind it forward, out of the next page: so many may go per page. */
const OVERLAP = 50;

/** Limai's list of a deployment's documents: by offset, without an order or a filter by date. */
export const reconciliation: Reconciliation<LimaiOptions> = {
  missingOption: ({ deploymentId }) =>
    deploymentId === undefined
      ? 'options.deploymentId is not set: Limai lists documents by deployment. Every webhook names it.'
      : undefined,
  blindSpots: [
    'reviews: no status of the list tells of one, so a DOCUMENT_REVIEWED that never comes is not found',
    'a second extraction of a document whose first result is stored: every edit changes updatedAt too',
    'documents that were deleted at Limai',
  ],
  list,
  body,
};

/** `before`: rows of the lists read to their end. */
interface Place {
  readonly part: number;
  readonly offset: number;
  readonly before: number;
}

async function list(request: ListRequest<LimaiOptions>): Promise<ListedPage> {
  const place = placeOf(request.cursor);
  const { baseUrl, deploymentId = '' } = request.options;
  const query = `limit=${PAGE_SIZE}&offset=${place.offset}&status=${STATUSES[place.part]}`;
  const path = `/api/v1/deployments/${encodeURIComponent(deploymentId)}/documents?${query}`;
  const response = await apiGet({ name: CALL, base: baseUrl, path }, request);
  const [data, pagination] = parseAnswer(CALL, response).pick(['data', 'pagination']);
  if (data?.type !== 'array') {
    throw malformedBody(CALL, 'a list of documents under data');
  }
  return pageOf(listRows(data), parseCount(pagination?.member('total')), place);
}

function parseCount(total: JsonView | undefined): number | undefined {
  const count = total?.type === 'number' ? Number(total.exactText) : Number.NaN;
  return Number.isSafeInteger(count) && count >= 0 ? count : undefined;
}

function pageOf(rows: readonly JsonView[], total: number | undefined, place: Place): ListedPage {
  const read = place.offset + rows.length;
  const isEnd = rows.length === 0 || (total === undefined ? rows.length < PAGE_SIZE : read >= total);
  const next = isEnd ? nextPart(read, place) : { ...place, offset: read - overlapOf(rows.length) };
  return {
    ...readRows(rows, toDocument),
    rows: place.before + read,
    ...(total !== undefined && { total: place.before + total }),
    ...(next && { next: `${next.part}.${next.offset}.${next.before}` }),
  };
}

/** Half a page where the server gives less than we asked for: each page must bring us on. */
function overlapOf(rows: number): number {
  return Math.min(OVERLAP, Math.floor(rows / 2));
}

function nextPart(read: number, { part, before }: Place): Place | undefined {
  return part + 1 < STATUSES.length ? { part: part + 1, offset: 0, before: before + read } : undefined;
}

function placeOf(cursor = '0.0.0'): Place {
  const [part = -1, offset = 0, before = 0] = /^\d\.\d{1,12}\.\d{1,12}$/.test(cursor)
    ? cursor.split('.').map(Number)
    : [];
  if (STATUSES[part] === undefined) {
    throw new ProviderError('permanent', `${CALL}: got a place that is none of this list, expected one.`);
  }
  return { part, offset, before };
}

/** The row's own word counts, in case the filter is not obeyed. */
function toDocument(row: JsonView, identity: RowIdentity): ListedDocument | undefined {
  const status = row.member('status')?.text ?? '';
  const state = Object.hasOwn(STATES, status) ? STATES[status] : undefined;
  return state && { ...identity, state };
}

function body(
  eventId: string,
  { documentId, state, updatedAt }: ListedDocument,
  options: LimaiOptions,
): Uint8Array {
  const event = {
    eventId,
    eventType: 'DOCUMENT_EXTRACTED',
    timestamp: updatedAt,
    ...definedOnly({ deploymentId: options.deploymentId, extractionSchemaId: options.extractionSchemaId }),
    fileId: documentId,
    jobId: null,
    data: { status: state === 'failed' ? 'failed' : 'success', errorMessage: null },
  };
  return Buffer.from(JSON.stringify(event));
}

import type { ListedDocument, ListedPage, ListRequest, Reconciliation } from '../../domain/provider/provider';
import type { JsonView } from '../../domain/text/json-view';
import { apiGet, parseAnswer } from '../shared/api-get';
import { invalidCursor, type RowIdentity, readRows } from '../shared/read-rows';
import type { LimaiOptions } from './manifest';

const CALL = 'Limai list of documents';
/** The documented status words of a document Limai is done with. */
const STATES: ReadonlyMap<string, ListedDocument['state']> = new Map([
  ['EXTRACTED', 'extracted'],
  ['FAILED', 'failed'],
]);
const STATUSES = [...STATES.keys()];
/** The documented maximum. */
const PAGE_SIZE = 500;
/** A document deleted meanwhile moves the ones behind it forward, out of the next page: up to this many per page are allowed for. */
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

/** The cursor is `<index in STATUSES>.<offset>.<rows of the lists read to their end>`. */
async function list(request: ListRequest<LimaiOptions>): Promise<ListedPage> {
  const cursor = request.cursor ?? '0.0.0';
  const numbers = /^\d\.\d{1,12}\.\d{1,12}$/.test(cursor) ? cursor.split('.').map(Number) : [];
  const [part = -1, offset = 0, before = 0] = numbers;
  if (STATUSES[part] === undefined) {
    throw invalidCursor(CALL);
  }
  const { baseUrl, deploymentId = '' } = request.options;
  const query = `limit=${PAGE_SIZE}&offset=${offset}&status=${STATUSES[part]}`;
  const path = `/api/v1/deployments/${encodeURIComponent(deploymentId)}/documents?${query}`;
  const response = await apiGet({ name: CALL, base: baseUrl, path }, request);
  const [data, pagination] = parseAnswer(CALL, response).pick(['data', 'pagination']);
  const { rows, ...page } = readRows(CALL, data, toDocument);
  const count = pagination?.member('total');
  const total = count?.type === 'number' ? Number(count.exactText) : -1;
  const isCounted = Number.isSafeInteger(total) && total >= 0;
  const read = offset + rows.length;
  const isEnd = rows.length === 0 || (isCounted ? read >= total : rows.length < PAGE_SIZE);
  // Half a page where the server gives less than we asked for: each page must bring us on.
  const overlap = Math.min(OVERLAP, Math.floor(rows.length / 2));
  const next = isEnd ? `${part + 1}.0.${before + read}` : `${part}.${read - overlap}.${before}`;
  return {
    ...page,
    rows: before + read,
    ...(isCounted && { total: before + total }),
    ...(!(isEnd && part + 1 === STATUSES.length) && { next }),
  };
}

/** The row's own word counts, in case the filter is not obeyed. */
function toDocument(row: JsonView, identity: RowIdentity): ListedDocument | undefined {
  const state = STATES.get(row.member('status')?.text ?? '');
  return state && { ...identity, state };
}

function body(
  eventId: string,
  { documentId, state, updatedAt }: ListedDocument,
  { deploymentId, extractionSchemaId }: LimaiOptions,
): Uint8Array {
  const event = {
    eventId,
    eventType: 'DOCUMENT_EXTRACTED',
    timestamp: updatedAt,
    deploymentId,
    extractionSchemaId,
    fileId: documentId,
    jobId: null,
    data: { status: state === 'failed' ? 'failed' : 'success', errorMessage: null },
  };
  return Buffer.from(JSON.stringify(event));
}

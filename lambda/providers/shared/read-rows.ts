import { ProviderError } from '../../domain/provider/error-kinds';
import type { ListedDocument, ListedPage } from '../../domain/provider/provider';
import { parseTime, toIso } from '../../domain/record/event-record';
import type { JsonView } from '../../domain/text/json-view';
import { malformedBody } from './api-get';
import { ID_EXPECTATION, parseId } from './provider-text';

/** What every list says of a document under the same names. */
export type RowIdentity = Pick<ListedDocument, 'documentId' | 'createdAt' | 'updatedAt'>;

/** Far above any page we ask for: an answer below the size limit could still hold millions of rows, each with a line in the log. */
const MAX_ROWS = 5_000;
const ISO_8601 = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}/;

/**
 * Reads the rows of a page; `toDocument` gives undefined for a row the provider is not done with.
 * @throws ProviderError `transient` when there is no list, or one of more rows than any page has
 */
export function readRows(
  call: string,
  list: JsonView | undefined,
  toDocument: (row: JsonView, identity: RowIdentity) => ListedDocument | undefined,
): Pick<ListedPage, 'documents' | 'unusable'> & { readonly rows: readonly JsonView[] } {
  if (list?.type !== 'array') {
    throw malformedBody(call, 'a list under data');
  }
  const rows: JsonView[] = [];
  const documents: ListedDocument[] = [];
  const unusable: string[] = [];
  for (const row of list.values()) {
    if (rows.push(row) > MAX_ROWS) {
      const message = `${call}: got more than ${MAX_ROWS} rows on one page, expected at most as many. It is asked again later.`;
      throw new ProviderError('transient', message);
    }
    const identity = parseIdentity(row);
    const document = typeof identity === 'string' ? undefined : toDocument(row, identity);
    if (typeof identity === 'string') {
      unusable.push(identity);
    } else if (document) {
      documents.push(document);
    }
  }
  return { rows, documents, unusable };
}

/** The error of a cursor that no page of the list gave. */
export function invalidCursor(call: string): ProviderError {
  return new ProviderError('permanent', `${call}: got an unknown cursor, expected that of a page before.`);
}

/** Words when a row lacks what a capture needs. */
function parseIdentity(row: JsonView): RowIdentity | string {
  if (row.type !== 'object') {
    return 'A row of the list: expected a JSON object.';
  }
  const [id, created, updated] = row.pick(['id', 'createdAt', 'updatedAt']);
  const documentId = parseId(id);
  if (documentId === undefined) {
    return `id of a row of the list: ${ID_EXPECTATION}.`;
  }
  // One form for one instant, since the time stands in the event's id.
  const [createdAt, updatedAt] = [created, updated].map((view) => {
    const time = ISO_8601.test(view?.text ?? '') ? parseTime(view?.text) : undefined;
    return time === undefined ? undefined : toIso(time);
  });
  return createdAt === undefined || updatedAt === undefined
    ? 'createdAt and updatedAt of a row of the list: expected ISO 8601 times.'
    : { documentId, createdAt, updatedAt };
}

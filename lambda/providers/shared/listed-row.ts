import { ProviderError } from '../../domain/provider/error-kinds';
import type { ListedDocument, ListedPage } from '../../domain/provider/provider';
import { parseTime, toIso } from '../../domain/record/event-record';
import type { JsonView } from '../../domain/text/json-view';
import { ID_EXPECTATION, parseId } from './provider-text';

/** What every list says of a document under the same names. */
export type RowIdentity = Pick<ListedDocument, 'documentId' | 'createdAt' | 'updatedAt'>;

/** Far above any page we ask for: an answer below the size limit could still hold millions of rows, each with a line in the log. */
const MAX_ROWS = 5_000;

/**
 * The rows of a list.
 * @throws ProviderError `transient` when a page holds more rows than any could
 */
export function listRows(list: JsonView): readonly JsonView[] {
  const rows: JsonView[] = [];
  for (const row of list.values()) {
    if (rows.push(row) > MAX_ROWS) {
      const message = `A list: got more than ${MAX_ROWS} rows on one page, expected at most as many. It is asked again later.`;
      throw new ProviderError('transient', message);
    }
  }
  return rows;
}

/** Reads the rows of a list; `toDocument` gives undefined for a row the provider is not done with. */
export function readRows(
  rows: readonly JsonView[],
  toDocument: (row: JsonView, identity: RowIdentity) => ListedDocument | undefined,
): Pick<ListedPage, 'documents' | 'unusable'> {
  const documents: ListedDocument[] = [];
  const unusable: string[] = [];
  for (const row of rows) {
    const identity = identityOf(row);
    if (typeof identity === 'string') {
      unusable.push(identity);
      continue;
    }
    const document = toDocument(row, identity);
    if (document) {
      documents.push(document);
    }
  }
  return { documents, unusable };
}

/** Words when a row lacks what a capture needs. */
function identityOf(row: JsonView): RowIdentity | string {
  if (row.type !== 'object') {
    return 'A row of the list: expected a JSON object.';
  }
  const [id, created, updated] = row.pick(['id', 'createdAt', 'updatedAt']);
  const documentId = parseId(id);
  const [createdAt, updatedAt] = [isoTime(created?.text), isoTime(updated?.text)];
  if (documentId === undefined) {
    return `id of a row of the list: ${ID_EXPECTATION}.`;
  }
  return createdAt === undefined || updatedAt === undefined
    ? 'createdAt and updatedAt of a row of the list: expected ISO 8601 times.'
    : { documentId, createdAt, updatedAt };
}

const ISO_8601 = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}/;

/** One form for one instant, since the time stands in the event's id. */
function isoTime(text = ''): string | undefined {
  const time = ISO_8601.test(text) ? parseTime(text) : undefined;
  return time === undefined ? undefined : toIso(time);
}

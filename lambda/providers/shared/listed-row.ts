import { ProviderError } from '../../domain/error-kinds';
import { toIso } from '../../domain/event-record';
import type { ListedDocument, ListedPage } from '../../domain/reconciliation';
import { isJsonObject, type JsonObject } from './json-object';
import { ID_EXPECTATION, idText } from './provider-text';

/** What every list says of a document under the same names. */
type RowIdentity = Pick<ListedDocument, 'documentId' | 'createdAt' | 'updatedAt'>;

/** Far above any page we ask for: an answer below the size limit could still hold millions of rows, each with a line in the log. */
const MAX_ROWS = 5_000;

/**
 * Reads the rows of a list; `toDocument` gives undefined for a row the provider is not done with.
 * @throws ProviderError `transient` when a page holds more rows than any could
 */
export function readRows(
  rows: readonly unknown[],
  toDocument: (row: JsonObject, identity: RowIdentity) => ListedDocument | undefined,
): Pick<ListedPage, 'documents' | 'unusable'> {
  if (rows.length > MAX_ROWS) {
    const message = `A list: got ${rows.length} rows on one page, expected at most ${MAX_ROWS}. It is asked again later.`;
    throw new ProviderError('transient', message);
  }
  const documents: ListedDocument[] = [];
  const unusable: string[] = [];
  for (const row of rows) {
    const identity = identityOf(row);
    if (typeof identity === 'string') {
      unusable.push(identity);
      continue;
    }
    const document = toDocument(row as JsonObject, identity);
    if (document) {
      documents.push(document);
    }
  }
  return { documents, unusable };
}

/** Words when a row lacks what a capture needs. */
function identityOf(row: unknown): RowIdentity | string {
  if (!isJsonObject(row)) {
    return 'A row of the list: expected a JSON object.';
  }
  const documentId = idText(row.id);
  const [createdAt, updatedAt] = [isoTime(row.createdAt), isoTime(row.updatedAt)];
  if (documentId === undefined) {
    return `id of a row of the list: ${ID_EXPECTATION}.`;
  }
  return createdAt === undefined || updatedAt === undefined
    ? 'createdAt and updatedAt of a row of the list: expected ISO 8601 times.'
    : { documentId, createdAt, updatedAt };
}

const ISO_8601 = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}/;

/** One form for one instant, since the time stands in the event's id. */
function isoTime(value: unknown): string | undefined {
  const time = typeof value === 'string' && ISO_8601.test(value) ? Date.parse(value) : Number.NaN;
  return Number.isNaN(time) ? undefined : toIso(time);
}

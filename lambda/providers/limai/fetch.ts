import { ProviderError } from '../../domain/provider/error-kinds';
import type { FetchOutcome, FetchRequest } from '../../domain/provider/provider';
import { isGiven, type JsonView } from '../../domain/text/json-view';
import {
  apiGet,
  awaitReason,
  bodyLost,
  malformedBody,
  parseAnswer,
  refuseOtherDocument,
} from '../shared/api-get';
import { holdsValue } from '../shared/holds-value';
import { plainWord, reasonText } from '../shared/provider-text';
import type { LimaiOptions } from './manifest';

const CALL = 'Limai get-file-data';

/** Limai's webhook carries metadata only: the data takes one GET, unless the event says that there is none. */
export async function fetchResult(request: FetchRequest<LimaiOptions>): Promise<FetchOutcome> {
  const { event, body, refetch, options } = request;
  const { documentId, schemaId } = event;
  if (event.failed && !refetch) {
    return body
      ? toFailure(body.member('data'))
      : awaitReason(fetchResult({ ...request, refetch: true }), toFailure(undefined));
  }
  if (documentId === undefined) {
    throw bodyLost('Limai');
  }
  // One copy of the documentation requires the schema, one makes it optional, one omits it: sending it suits all three.
  const schema = schemaId === undefined ? '' : `&extractionSchemaId=${encodeURIComponent(schemaId)}`;
  const path = `/api/v1/document/get-file-data?fileId=${encodeURIComponent(documentId)}${schema}`;
  const answer = parseAnswer(CALL, await apiGet({ name: CALL, base: options.baseUrl, path }, request));
  const [fileId, extractionSchemaId] = answer.pick(['fileId', 'extractionSchemaId']);
  const ids = { fileId: [documentId, fileId], extractionSchemaId: [schemaId, extractionSchemaId] } as const;
  refuseOtherDocument(CALL, ids, request);
  return evaluate(answer);
}

/** Every state comes as HTTP 200. The status words are an open set: an unknown one is waited for, never stored. */
function evaluate(answer: JsonView): FetchOutcome {
  const [status, data, tables, error] = answer.pick(['status', 'data', 'tables', 'error']);
  if (!isGiven(status)) {
    // The form of an old file. An error's body may have `data` too, so it must have tables and tell of no error.
    const hasTables = isContainer(data?.member('tables')) || isContainer(tables);
    const isError = (error?.type === 'string' || error?.type === 'object') && holdsValue(error);
    if (!hasTables || isError) {
      throw malformedBody(CALL, 'a status, or the tables of an old file without one');
    }
  } else if (status.text === 'FAILED') {
    return toFailure(answer);
  } else if (status.text !== 'COMPLETED') {
    throw new ProviderError(
      'not_ready',
      `${CALL}: got the status ${plainWord(status)}, expected COMPLETED. It is asked again later.`,
    );
  } else if (data?.type !== 'object' && tables?.type !== 'object') {
    throw new ProviderError(
      'empty_result',
      `${CALL}: got the status COMPLETED without data, expected an object under data. Look at the file in Limai; it is asked again later.`,
    );
  }
  const isEmpty = isEmptyData(data) && !hasFilledTable(tables);
  return { kind: 'data', extraction: answer.bytes, ...(isEmpty && { empty: true }) };
}

/** Data of another form, which no documentation shows, is full when it holds anything. */
function isEmptyData(data: JsonView | undefined): boolean {
  const tables = data?.type === 'object' ? data.member('tables') : undefined;
  return isGiven(tables) ? !hasFilledTable(tables) : data?.type !== 'object' || !holdsValue(data);
}

function toFailure(source: JsonView | undefined): FetchOutcome {
  const reason = reasonText(source?.member('errorMessage')?.text) ?? 'Limai gave no reason.';
  return { kind: 'extraction_failed', reason };
}

/**
 * Whether any row of any table has a cell with a value. If a table, a row or a cell has an undocumented form, any value in it
 * counts: a full answer must not be taken for an empty one.
 */
function hasFilledTable(tables: JsonView | undefined): boolean {
  return hasAny(tables, (table) =>
    hasAny(table.type === 'object' ? table.member('rows') : table, (row) => {
      const cells = row.member('cells');
      // A row's own id, index and status say nothing of its cells.
      return cells ? hasAny(cells, isFilledCell) : holdsValue(row);
    }),
  );
}

function isContainer(view: JsonView | undefined): view is JsonView {
  return view?.type === 'object' || view?.type === 'array';
}

/** `columnId` names the cell's column. */
function isFilledCell(cell: JsonView): boolean {
  const value = cell.member('value');
  return value ? holdsValue(value) : holdsValue(cell, ['columnId']);
}

/** Of a list, or of an object by id; anything else counts when it is a value itself. */
function hasAny(parts: JsonView | undefined, isFilled: (part: JsonView) => boolean): boolean {
  if (!isContainer(parts)) {
    return holdsValue(parts);
  }
  for (const part of parts.values()) {
    if (isFilled(part)) {
      return true;
    }
  }
  return false;
}

import { ProviderError } from '../../domain/error-kinds';
import type { IncomingEvent, Obtained, ObtainRequest } from '../../domain/provider';
import { apiGet, malformedBody } from '../shared/api-get';
import { isJsonObject, type JsonObject, parseJsonObject } from '../shared/json-object';
import { reasonText, wordOf } from '../shared/provider-text';
import type { LimaiOptions } from './options';

const CALL = 'Limai get-file-data';

/** Limai's webhook carries metadata only: the data is one GET away, unless the event itself says there is none. */
export async function obtain(request: ObtainRequest<LimaiOptions>): Promise<Obtained> {
  const failure = failureInEvent(request);
  if (failure) {
    return failure;
  }
  const { body } = await apiGet(
    { name: CALL, base: request.options.baseUrl, path: fileDataPath(request.event) },
    request,
  );
  return judge(body);
}

function failureInEvent({ event, body }: ObtainRequest<LimaiOptions>): Obtained | undefined {
  const data = isJsonObject(body.value) ? body.value.data : undefined;
  return event.failed && isJsonObject(data) ? failed(data) : undefined;
}

/** One copy of the documentation requires the schema, one makes it optional, one omits it: sending it suits all three. */
function fileDataPath({ documentId, schemaId }: IncomingEvent): string {
  const schema = schemaId === undefined ? '' : `&extractionSchemaId=${encodeURIComponent(schemaId)}`;
  const query = `fileId=${encodeURIComponent(documentId ?? '')}${schema}`;
  return `/api/v1/document/get-file-data?${query}`;
}

/** Every state comes as HTTP 200. The status words are an open set: an unknown one is waited for, never stored. */
function judge(bytes: Uint8Array): Obtained {
  const answer = parseJsonObject(bytes);
  if (!answer) {
    throw malformedBody(CALL);
  }
  if (answer.status === 'FAILED') {
    return failed(answer);
  }
  if (answer.status === 'COMPLETED' || isLegacy(answer)) {
    return { kind: 'data', extraction: bytes };
  }
  throw new ProviderError(
    'not_ready',
    `${CALL}: got the status ${wordOf(answer.status)}, expected COMPLETED. It is asked again later.`,
  );
}

/** Files older than Limai's queue come as bare data without a status; whether under `data` or not is not documented. */
function isLegacy(answer: JsonObject): boolean {
  const hasStatus = answer.status !== undefined && answer.status !== null;
  return !hasStatus && (isJsonObject(answer.data) || isJsonObject(answer.tables));
}

function failed(source: JsonObject): Obtained {
  const reason = reasonText(source.errorMessage) ?? 'Limai gave no reason.';
  return { kind: 'extraction_failed', reason };
}

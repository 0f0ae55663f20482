import { parseTime, toIso } from '../../domain/record/event-record';
import { sha256Hex } from '../../domain/record/keys';
import type { ResultHead, ResultObject } from '../../usecases/ports';

/** Room for the other fields in the 2 KB that S3 allows. */
const MAX_DOCUMENT_ID_BYTES = 512;

/** What a result object says of itself in its metadata: ASCII, and well below 2 KB whatever the ids are. */
export function toMetadata(object: ResultObject): Record<string, string> {
  const { pk, generation, documentId, fetchedAt, empty, reviewed } = object.identity;
  return {
    pksha256: sha256Hex(pk),
    generation: String(generation),
    fetchedat: toIso(fetchedAt),
    sha256: object.sha256,
    ...(empty && { empty: 'true' }),
    ...(reviewed && { reviewed: 'true' }),
    ...(documentId !== undefined && { documentid: asciiId(documentId) }),
  };
}

/** An object that is not ours has no such metadata, and its identity then equals nobody's. */
export function fromMetadata(metadata: Readonly<Record<string, string>>): Omit<ResultHead, 'eTag' | 'bytes'> {
  return {
    pkSha256: metadata.pksha256 ?? '',
    generation: Number(metadata.generation ?? 0),
    fetchedAt: parseTime(metadata.fetchedat) ?? 0,
    sha256: metadata.sha256 ?? '',
    ...(metadata.empty === 'true' && { empty: true }),
    ...(metadata.reviewed === 'true' && { reviewed: true }),
  };
}

/** Percent-encoded, or `~<sha256>` when that is too long; an id's own leading `~` is encoded, so the two differ. */
function asciiId(id: string): string {
  const encoded = encodeURIComponent(id.toWellFormed()).replace(/^~/, '%7E');
  return encoded.length > MAX_DOCUMENT_ID_BYTES ? `~${sha256Hex(id)}` : encoded;
}

import {
  GetObjectCommand,
  HeadObjectCommand,
  PutObjectCommand,
  type S3Client,
  S3ServiceException,
} from '@aws-sdk/client-s3';
import { parseTime, toIso } from '../../domain/record/event-record';
import { sha256Hex } from '../../domain/record/keys';
import { definedOnly } from '../../domain/text/defined-only';
import type { Clock, ResultHead, ResultObject, ResultStore } from '../../usecases/ports';

/** Two conditional writes of one key at the same moment: S3 answers 409 and asks to try again. */
const CONFLICT_TRIES = 4;
const CONFLICT_WAIT_MS = 50;
/** Room for the other fields in the 2 KB of metadata that S3 allows. */
const MAX_DOCUMENT_ID_BYTES = 512;

export interface S3ResultStoreProps {
  readonly client: S3Client;
  readonly bucket: string;
  readonly clock: Pick<Clock, 'sleep'>;
}

/** Extraction results in one S3 bucket, each written under a condition. Their metadata is ASCII, whatever the ids are. */
export class S3ResultStore implements ResultStore {
  constructor(private readonly props: S3ResultStoreProps) {}

  async put({ key, body, sha256, identity, condition }: ResultObject): ReturnType<ResultStore['put']> {
    const { pk, generation, documentId, fetchedAt, empty, reviewed } = identity;
    const command = new PutObjectCommand({
      Bucket: this.props.bucket,
      Key: key,
      Body: body,
      ContentLength: body.byteLength,
      ContentType: 'application/json',
      ChecksumSHA256: Buffer.from(sha256, 'hex').toString('base64'),
      Metadata: {
        pksha256: sha256Hex(pk),
        generation: String(generation),
        fetchedat: toIso(fetchedAt),
        sha256,
        ...definedOnly({
          empty: empty?.toString(),
          reviewed: reviewed?.toString(),
          documentid: documentId && encodeDocumentId(documentId),
        }),
      },
      ...('ifMatch' in condition ? { IfMatch: condition.ifMatch } : { IfNoneMatch: condition.ifNoneMatch }),
    });
    for (let attempt = 1; ; attempt += 1) {
      try {
        const { ETag } = await this.props.client.send(command);
        return { stored: true, eTag: ETag ?? '' };
      } catch (error) {
        // The condition failed, or the object to replace is gone.
        if (getStatus(error) === 412 || isMissing(error)) {
          return { stored: false };
        }
        if (getStatus(error) !== 409 || attempt === CONFLICT_TRIES) {
          throw error;
        }
        await this.props.clock.sleep(CONFLICT_WAIT_MS * 2 ** attempt * Math.random());
      }
    }
  }

  /** An object that is not ours has no such metadata, and its identity matches no record. */
  async head(key: string): Promise<ResultHead | undefined> {
    const command = new HeadObjectCommand({ Bucket: this.props.bucket, Key: key });
    const found = await this.props.client.send(command).catch(undefinedIfMissing);
    const { pksha256 = '', generation = 0, fetchedat, sha256 = '', empty, reviewed } = found?.Metadata ?? {};
    return (
      found && {
        eTag: found.ETag ?? '',
        bytes: found.ContentLength ?? 0,
        pkSha256: pksha256,
        generation: Number(generation),
        fetchedAt: parseTime(fetchedat) ?? 0,
        sha256,
        ...(empty === 'true' && { empty: true }),
        ...(reviewed === 'true' && { reviewed: true }),
      }
    );
  }

  async read(key: string): Promise<Uint8Array | undefined> {
    const command = new GetObjectCommand({ Bucket: this.props.bucket, Key: key });
    const found = await this.props.client.send(command).catch(undefinedIfMissing);
    return found?.Body?.transformToByteArray();
  }
}

/** Percent-encoded, or `~<sha256>` when that is too long; an id's own leading `~` is encoded, so the two differ. */
function encodeDocumentId(id: string): string {
  const encoded = encodeURIComponent(id.toWellFormed()).replace(/^~/, '%7E');
  return encoded.length > MAX_DOCUMENT_ID_BYTES ? `~${sha256Hex(id)}` : encoded;
}

function undefinedIfMissing(error: unknown): undefined {
  if (!isMissing(error)) {
    throw error;
  }
}

/** A missing bucket is 404 too, but a fault of the deployment. */
function isMissing(error: unknown): boolean {
  return getStatus(error) === 404 && (error as S3ServiceException).name !== 'NoSuchBucket';
}

function getStatus(error: unknown): number | undefined {
  return error instanceof S3ServiceException ? error.$metadata.httpStatusCode : undefined;
}

import {
  GetObjectCommand,
  HeadObjectCommand,
  PutObjectCommand,
  type S3Client,
  S3ServiceException,
} from '@aws-sdk/client-s3';
import type { Clock, ResultHead, ResultObject, ResultStore } from '../../usecases/ports';
import { fromMetadata, toMetadata } from './result-metadata';

/** Two conditional writes of one key at the same moment: S3 answers 409 and asks to try again. */
const CONFLICT_TRIES = 4;
const CONFLICT_WAIT_MS = 50;

export interface S3ResultStoreProps {
  readonly client: S3Client;
  readonly bucket: string;
  readonly clock: Pick<Clock, 'sleep'>;
}

/** Extraction results in one S3 bucket, each written under a condition. */
export class S3ResultStore implements ResultStore {
  constructor(private readonly props: S3ResultStoreProps) {}

  async put(object: ResultObject): ReturnType<ResultStore['put']> {
    for (let attempt = 1; ; attempt += 1) {
      try {
        const { ETag } = await this.props.client.send(this.putCommand(object));
        return { stored: true, eTag: ETag ?? '' };
      } catch (error) {
        if (isRefusal(error)) {
          return { stored: false };
        }
        if (statusOf(error) !== 409 || attempt === CONFLICT_TRIES) {
          throw error;
        }
        await this.props.clock.sleep(CONFLICT_WAIT_MS * 2 ** attempt * Math.random());
      }
    }
  }

  async head(key: string): Promise<ResultHead | undefined> {
    try {
      const found = await this.props.client.send(
        new HeadObjectCommand({ Bucket: this.props.bucket, Key: key }),
      );
      const { ETag = '', ContentLength = 0, Metadata = {} } = found;
      return { eTag: ETag, bytes: ContentLength, ...fromMetadata(Metadata) };
    } catch (error) {
      if (isMissing(error)) {
        return undefined;
      }
      throw error;
    }
  }

  async read(key: string): Promise<Uint8Array | undefined> {
    try {
      const { Body } = await this.props.client.send(
        new GetObjectCommand({ Bucket: this.props.bucket, Key: key }),
      );
      return await Body?.transformToByteArray();
    } catch (error) {
      if (isMissing(error)) {
        return undefined;
      }
      throw error;
    }
  }

  private putCommand(object: ResultObject): PutObjectCommand {
    const { condition } = object;
    return new PutObjectCommand({
      Bucket: this.props.bucket,
      Key: object.key,
      Body: object.body,
      ContentLength: object.body.byteLength,
      ContentType: 'application/json',
      ChecksumSHA256: Buffer.from(object.sha256, 'hex').toString('base64'),
      Metadata: toMetadata(object),
      ...('ifMatch' in condition ? { IfMatch: condition.ifMatch } : { IfNoneMatch: condition.ifNoneMatch }),
    });
  }
}

/** 412: the condition failed. 404: the object to replace is gone. */
function isRefusal(error: unknown): boolean {
  return statusOf(error) === 412 || isMissing(error);
}

/** A missing bucket is 404 too, but a fault of the deployment. */
function isMissing(error: unknown): boolean {
  return statusOf(error) === 404 && (error as S3ServiceException).name !== 'NoSuchBucket';
}

function statusOf(error: unknown): number | undefined {
  return error instanceof S3ServiceException ? error.$metadata.httpStatusCode : undefined;
}

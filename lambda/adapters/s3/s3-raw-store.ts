import { createHash } from 'node:crypto';
import {
  GetObjectCommand,
  NoSuchKey,
  PutObjectCommand,
  type PutObjectCommandInput,
  type S3Client,
  S3ServiceException,
} from '@aws-sdk/client-s3';
import type { CallOptions, RawStore } from '../../usecases/ports';
import { abortable } from '../aws-clients';

/** Claim checks in one S3 bucket. The key holds the body's hash, so a second put changes nothing. */
export class S3RawStore implements RawStore {
  constructor(
    private readonly client: S3Client,
    private readonly bucket: string,
  ) {}

  /** Create-only: in a versioned bucket each repetition of a delivery would otherwise keep its body once more. */
  async putRaw(key: string, body: Uint8Array, options?: CallOptions): Promise<void> {
    const put = this.putInput(key, body);
    try {
      await this.client.send(new PutObjectCommand({ ...put, IfNoneMatch: '*' }), abortable(options));
    } catch (error) {
      const status = error instanceof S3ServiceException ? error.$metadata.httpStatusCode : undefined;
      if (status === 409) {
        // Another delivery of the same bytes is being put, and may yet fail: one version too many is better than none.
        await this.client.send(new PutObjectCommand(put), abortable(options));
      } else if (status !== 412) {
        throw error;
      }
    }
  }

  async renewRaw(key: string, body: Uint8Array): Promise<void> {
    await this.client.send(new PutObjectCommand(this.putInput(key, body)));
  }

  private putInput(key: string, body: Uint8Array): PutObjectCommandInput {
    return {
      Bucket: this.bucket,
      Key: key,
      Body: body,
      ContentLength: body.byteLength,
      ContentType: 'application/octet-stream',
      ChecksumSHA256: createHash('sha256').update(body).digest('base64'),
    };
  }

  async getRaw(key: string): Promise<Uint8Array | undefined> {
    try {
      const { Body } = await this.client.send(new GetObjectCommand({ Bucket: this.bucket, Key: key }));
      return await Body?.transformToByteArray();
    } catch (error) {
      if (error instanceof NoSuchKey) {
        return undefined;
      }
      throw error;
    }
  }
}

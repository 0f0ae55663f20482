import { ListObjectsV2Command, type S3Client } from '@aws-sdk/client-s3';
import { documentSegment, sourceResultPrefix } from '../../domain/record/keys';
import type { StoredDocuments } from '../../usecases/ports';

/**
 * Which documents have a result, by the keys in the bucket: no object is read, and the bucket is listed once. For tools; no function
 * may list results.
 */
export class S3StoredDocuments implements StoredDocuments {
  private readonly found = new Map<string, Promise<ReadonlySet<string>>>();

  constructor(
    private readonly client: S3Client,
    private readonly bucket: string,
  ) {}

  listSegments(provider: string, source: string): Promise<ReadonlySet<string>> {
    const prefix = sourceResultPrefix(provider, source);
    const found = this.found.get(prefix) ?? this.list(prefix);
    this.found.set(prefix, found);
    return found;
  }

  private async list(Prefix: string): Promise<ReadonlySet<string>> {
    const segments = new Set<string>();
    let next: string | undefined;
    do {
      const { Contents = [], NextContinuationToken } = await this.client.send(
        new ListObjectsV2Command({ Bucket: this.bucket, Prefix, ContinuationToken: next }),
      );
      for (const { Key = '' } of Contents) {
        const segment = documentSegment(Key);
        if (segment !== undefined) {
          segments.add(segment);
        }
      }
      next = NextContinuationToken;
    } while (next !== undefined);
    return segments;
  }
}

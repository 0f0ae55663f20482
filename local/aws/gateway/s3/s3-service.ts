import type { AwsService } from '../aws-service';
import { type Answer, AwsError, type Exchange } from '../exchange';
import type { Permission } from '../gateway.types';
import { KeyLock } from '../key-lock';
import { onward, Upstream } from '../upstream';
import { isImplemented, s3Action, s3Target } from './s3-action';
import { verifyChecksums } from './s3-checksum';
import { s3Disclosure, s3Permissions } from './s3-permissions';

const WRITES = new Set(['PutObject', 'CopyObject', 'CompleteMultipartUpload', 'DeleteObject']);
const CHECKED = new Set(['PutObject', 'UploadPart']);

/** S3 on fauxqs, with what it silently ignores: conditions on writes, and checksums. */
export class S3Service implements AwsService {
  readonly #upstream: Upstream;
  readonly #lock = new KeyLock();

  constructor(engineUrl: string) {
    this.#upstream = new Upstream(engineUrl);
  }

  action = s3Action;

  resource(exchange: Exchange): string {
    const { bucket, key } = s3Target(exchange.url);
    return key === '' ? bucket : `${bucket}/${key}`;
  }

  permissions(exchange: Exchange, action: string): readonly Permission[] {
    return s3Permissions(action, exchange);
  }

  disclosure(exchange: Exchange, action: string, answer: Answer): readonly Permission[] {
    return s3Disclosure(action, exchange, answer);
  }

  async answer(exchange: Exchange, action: string): Promise<Answer> {
    if (!isImplemented(exchange)) {
      throw new AwsError(
        501,
        'NotImplemented',
        `The local S3 has no ${action} (${exchange.method} ${exchange.url.split('?', 2)[1] ?? ''}). docs/reference/local-run.md says what it has.`,
      );
    }
    if (CHECKED.has(action)) {
      verifyChecksums(exchange.headers, exchange.body);
    }
    if (!WRITES.has(action)) {
      return this.#upstream.stream(onward(exchange));
    }
    // Every write to a key takes its lock, not only the conditional ones: HEAD and PUT below are two steps.
    return this.#lock.run(this.resource(exchange), async () => {
      await this.#checkConditions(exchange, action);
      return this.#upstream.send(onward(exchange));
    });
  }

  close(): void {
    this.#upstream.close();
  }

  async #checkConditions(exchange: Exchange, action: string): Promise<void> {
    const { 'if-none-match': ifNoneMatch, 'if-match': ifMatch } = exchange.headers;
    if ((ifNoneMatch === undefined && ifMatch === undefined) || action === 'DeleteObject') {
      return;
    }
    if (ifNoneMatch !== undefined && ifNoneMatch !== '*') {
      throw new AwsError(501, 'NotImplemented', 'If-None-Match on a write: expected *.');
    }
    const eTag = await this.#currentETag(exchange);
    if (ifMatch !== undefined && eTag === undefined) {
      throw new AwsError(404, 'NoSuchKey', 'The specified key does not exist.');
    }
    const matches = ifMatch === undefined ? eTag === undefined : unquoted(ifMatch) === eTag;
    if (!matches) {
      throw new AwsError(
        412,
        'PreconditionFailed',
        'At least one of the pre-conditions you specified did not hold',
      );
    }
  }

  async #currentETag(exchange: Exchange): Promise<string | undefined> {
    const head = await this.#upstream.send({
      method: 'HEAD',
      url: exchange.url.split('?', 1)[0] ?? '/',
      headers: { host: exchange.headers.host },
      body: Buffer.alloc(0),
    });
    if (head.status === 200) {
      return unquoted(String(head.headers.etag));
    }
    if (head.status === 404) {
      return undefined;
    }
    throw new AwsError(500, 'InternalError', `The local S3 engine answered HEAD with ${head.status}.`);
  }
}

function unquoted(eTag: string): string {
  return eTag.replace(/^"|"$/g, '');
}

import type { ConditionalWrite } from '../../domain/lifecycle/conditional-write';
import { loseResult, returnFromReplay } from '../../domain/lifecycle/recovery-transitions';
import { markFailed, markStored } from '../../domain/lifecycle/transitions';
import type { MetricName } from '../../domain/metrics';
import { ProviderError } from '../../domain/provider/error-kinds';
import type { EventRecord, LastError } from '../../domain/record/event-record';
import { sha256Hex } from '../../domain/record/keys';
import { asGeneration } from '../../domain/result/result-document';
import { hasOwnResult, ownResultKeys, type StoredResult } from '../../domain/result/stored-result';
import { asTransient } from '../as-transient';
import type { ResultHead, ResultStore } from '../ports';
import { type TransitionDeps, transitionContext } from '../transition';
import { describeObject, isOwnObject } from './store-result';

export interface EndDeps extends Pick<TransitionDeps, 'clock' | 'random' | 'policy'> {
  readonly results: Pick<ResultStore, 'head'>;
  /**
   * Writes a former result again.
   * @default nobody here may write results
   */
  readonly rewrites?: Pick<ResultStore, 'read' | 'put'>;
}

export interface Ending {
  readonly write: ConditionalWrite;
  readonly metric: MetricName;
}

/**
 * How an event ends that got no result: in `status`; after a replay, in the state it came from, with the result it had. A replay may
 * have put its object and died before it said so: then that object is the result. The one place where a replay is given up.
 * @throws ProviderError `transient` when S3 cannot be asked
 */
export async function endWithoutResult(
  seen: EventRecord,
  status: 'EXTRACTION_FAILED' | 'FAILED',
  lastError: LastError,
  deps: EndDeps,
): Promise<Ending> {
  const failure = lastError.kind === 'no_longer_available' ? 'NoLongerAvailable' : 'Failed';
  const failed = (): Ending => ({
    write: markFailed(seen, status, lastError, transitionContext(deps)),
    metric: status === 'FAILED' ? failure : 'ExtractionFailed',
  });
  if (seen.replayedFrom === undefined) {
    return failed();
  }
  const found = await findObjects(seen, deps);
  const own = found.find(({ head }) => isOwnObject(head, seen));
  if (own) {
    return {
      write: markStored(seen, describeObject(own.key, own.head), transitionContext(deps)),
      metric: 'Stored',
    };
  }
  if (seen.replacing && !deps.rewrites) {
    // A put may still take effect, and this caller may not forestall it: a redrive has a processor decide.
    return failed();
  }
  const former = found.find(({ head }) => head.eTag === seen.resultETag);
  if (!hasOwnResult(seen) || former) {
    const result = former && seen.replacing ? await rewrite(former, seen, deps) : undefined;
    const write = returnFromReplay(
      seen,
      { to: seen.replayedFrom, reason: lastError, result },
      transitionContext(deps),
    );
    return { write, metric: 'ReplayBroughtNothing' };
  }
  const lost = {
    kind: 'result_lost',
    message: `The former result was removed or replaced while a replay was under way; the replay brought none (${lastError.kind}): ${lastError.message}`,
  } as const;
  return { write: loseResult(seen, lost, transitionContext(deps)), metric: 'Failed' };
}

interface FoundObject {
  readonly key: string;
  readonly head: ResultHead;
}

async function findObjects(seen: EventRecord, { results }: EndDeps): Promise<readonly FoundObject[]> {
  const found: FoundObject[] = [];
  for (const key of ownResultKeys(seen)) {
    const head = await asTransient('Reading the result in S3', () => results.head(key));
    if (head) {
      found.push({ key, head });
    }
  }
  return found;
}

/**
 * A put that was begun may take effect any time later, as long as the object has the ETag it expects. The same result as of the present
 * generation has another ETag, and must not be replaced.
 */
async function rewrite(
  { key, head }: FoundObject,
  seen: EventRecord,
  { rewrites }: EndDeps,
): Promise<StoredResult | undefined> {
  const { generation, pk, documentId } = seen;
  const { fetchedAt, empty, reviewed } = head;
  // The next attempt finds out how.
  const changed = new ProviderError('transient', 'The result object changed while a replay was given up.');
  const former = await asTransient('Reading the result in S3', async () => rewrites?.read(key));
  if (!former) {
    throw changed;
  }
  const body = asGeneration(former, generation);
  const identity = { pk, generation, fetchedAt, documentId, empty, reviewed };
  const object = { key, body, sha256: sha256Hex(body), identity, condition: { ifMatch: head.eTag } };
  const outcome = await asTransient('Storing the result in S3', async () => rewrites?.put(object));
  if (!outcome?.stored) {
    throw changed;
  }
  const { sha256 } = object;
  return describeObject(key, { ...head, eTag: outcome.eTag, sha256, bytes: body.byteLength });
}

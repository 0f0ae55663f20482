import type { Invocation } from '../lambda/local-function';

/**
 * Which messages of a batch Lambda deletes after an invocation. An answer it cannot make sense of counts as a failure of the
 * whole batch (https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-errorhandling.html).
 */
export function findSucceeded(
  messageIds: readonly string[],
  result: Invocation,
  reportsFailures: boolean,
): readonly string[] {
  if (!result.ok) {
    return [];
  }
  const failures = reportsFailures ? readFailures(result.payload) : [];
  if (!failures?.every((id) => messageIds.includes(id))) {
    return [];
  }
  return messageIds.filter((id) => !failures.includes(id));
}

/** Ids reported as failed; undefined when the report is invalid. */
function readFailures(payload: unknown): readonly string[] | undefined {
  if (payload === null || payload === undefined) {
    return [];
  }
  if (typeof payload !== 'object') {
    return undefined;
  }
  const failures = (payload as { readonly batchItemFailures?: unknown }).batchItemFailures ?? [];
  if (!Array.isArray(failures)) {
    return undefined;
  }
  const ids = failures.map(
    (failure: { readonly itemIdentifier?: unknown } | null) => failure?.itemIdentifier,
  );
  return ids.every((id) => typeof id === 'string') ? ids : undefined;
}

import { readRetryAfter } from '../../../lambda/domain/lifecycle/retry-policy';
import { classifyStatus, ProviderError } from '../../../lambda/domain/provider/error-kinds';
import type { ListedPage, Reconciliation } from '../../../lambda/domain/provider/provider';

export const NEUTRAL_ORIGIN = 'https://provider.test';

/** The neutral provider's list: page n is at `/finished/<n>`, and is a `ListedPage` as JSON. */
export const neutralReconciliation: Reconciliation = {
  missingOption: () => undefined,
  blindSpots: [],
  list: async ({ http, apiToken, cursor = '0', now, deadline, maxBytes }) => {
    const headers = { authorization: await apiToken() };
    const answer = await http.get({
      url: `${NEUTRAL_ORIGIN}/finished/${cursor}`,
      headers,
      deadline,
      maxBytes,
    });
    if (answer.status !== 200) {
      const retryAfter = readRetryAfter(answer.headers, now);
      const details = retryAfter === undefined ? {} : { retryAfter };
      throw new ProviderError(classifyStatus(answer.status), `The list answered ${answer.status}.`, details);
    }
    return readPage(Buffer.from(answer.body).toString());
  },
  body: (id, { documentId: document, state, updatedAt: at }) =>
    Buffer.from(JSON.stringify({ id, type: state === 'failed' ? 'failed' : 'done', document, at })),
};

function readPage(text: string): ListedPage {
  try {
    return JSON.parse(text) as ListedPage;
  } catch {
    throw new ProviderError('transient', 'The list is cut off.');
  }
}

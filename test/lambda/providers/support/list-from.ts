import type { ListedPage, Reconciliation } from '../../../../lambda/domain/provider/provider';
import { DEADLINE, NOW, TOKEN } from './fetch-from';
import { type ScriptedAnswer, ScriptedHttp } from './scripted-http';

/** Walks a provider's list to its end, as reconciliation would; each request is answered by its query. */
export async function walkList<Options>(
  reconciliation: Reconciliation<Options>,
  options: Options,
  answer: (query: URLSearchParams) => ScriptedAnswer,
): Promise<{ readonly pages: readonly ListedPage[]; readonly queries: readonly URLSearchParams[] }> {
  const http = new ScriptedHttp(({ url }) => answer(new URL(url).searchParams));
  const pages: ListedPage[] = [];
  let cursor: string | undefined;
  do {
    const apiToken = async () => TOKEN;
    const limits = { now: NOW, deadline: DEADLINE, maxBytes: 10_000_000, since: NOW - 86_400_000 };
    const page = await reconciliation.list({ options, http, apiToken, cursor, ...limits });
    pages.push(page);
    cursor = page.next;
  } while (cursor !== undefined && pages.length < 200);
  return { pages, queries: http.requests.map(({ url }) => new URL(url).searchParams) };
}

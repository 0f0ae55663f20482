import { type Check, ok, type Said, skipped, type Ward } from '../finding';

/** Whether what a provider never sends would be found; off is a choice, so it is said and not warned of. */
export const reconciliationCheck: Check = {
  id: 'reconciliation',
  run: async ({ inbox }) => inbox.connection.sources.map(({ id }) => judge(id, inbox)),
};

function judge(id: string, { sources }: Ward['inbox']): Said {
  const source = sources.get(id);
  const { reconciliation } = source?.provider ?? {};
  if (!source || !reconciliation) {
    return skipped('off: this provider cannot be asked what it finished', id);
  }
  const lacking = reconciliation.lacking(source.options);
  if (lacking !== undefined || source.reconcile === undefined) {
    return skipped(`off: ${lacking ?? 'the configuration says so.'}`, id);
  }
  return ok('the provider can be asked what it finished', id);
}

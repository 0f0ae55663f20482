import { type Check, type CheckContext, type CheckResult, finding, notTested } from '../finding';

/** Whether deliveries that never arrive are looked for. */
export const reconciliationCheck: Check = {
  id: 'reconciliation',
  run: async ({ inbox }) => inbox.connection.sources.map(({ id }) => checkSource(id, inbox)),
};

function checkSource(id: string, { sources }: CheckContext['inbox']): CheckResult {
  const source = sources.get(id);
  const { reconciliation } = source?.provider ?? {};
  if (!source || !reconciliation) {
    return notTested('this provider has no list of what it finished', id);
  }
  const missing = reconciliation.lacking(source.options);
  if (missing === undefined && source.reconcile !== undefined) {
    return notTested('on; whether the provider answers was not asked', id);
  }
  return finding('reconciler_off', {
    about: id,
    what: `off: ${missing ?? 'the configuration says so.'} A delivery that never arrives is not found.`,
    remedy:
      missing === undefined
        ? `Remove \`reconcile: false\` of source ${id} from the configuration, and deploy.`
        : `Set what is missing for source ${id} in the configuration, and deploy.`,
  });
}

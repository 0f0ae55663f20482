import { CryptoRandom } from '../../../lambda/adapters/crypto-random';
import { DynamoReconcileStates } from '../../../lambda/adapters/dynamodb/dynamo-reconcile-states';
import type { ReconcileSettings } from '../../../lambda/domain/reconcile/reconcile-settings';
import { type ReconcileState, reconcileKey } from '../../../lambda/domain/reconcile/reconcile-state';
import type { Source } from '../../../lambda/usecases/source';
import { duration } from '../../terminal/format';
import { type Check, type CheckResult, finding, notTested, passed } from '../finding';

/** A long list takes several runs. */
const MAX_INTERVALS = 3;
const MIN_LATE_MS = 24 * 3_600_000;

/** Whether deliveries that never arrive are looked for, and whether the last scan is long ago. */
export const reconciliationCheck: Check = {
  id: 'reconciliation',
  run: async ({ inbox, now }) => {
    const { clients, table } = inbox.connection;
    const states = new DynamoReconcileStates({
      client: clients.dynamodb,
      table,
      random: new CryptoRandom(),
    });
    return Promise.all(
      inbox.connection.sources.map(async ({ id, provider }) => {
        const off = checkOff(id, inbox.sources.get(id));
        const settings = inbox.sources.get(id)?.reconcile;
        return off ?? checkScan(id, await states.load(reconcileKey({ id, provider })), { settings, now });
      }),
    );
  },
};

/** Undefined: it is on. */
function checkOff(id: string, source: Source | undefined): CheckResult | undefined {
  const { reconciliation } = source?.provider ?? {};
  if (!source || !reconciliation) {
    return notTested('this provider has no list of what it finished', id);
  }
  const missing = reconciliation.missingOption(source.options);
  if (missing === undefined && source.reconcile !== undefined) {
    return undefined;
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

/** How long a scan may take: the provider's answers are the provider check's to judge. */
function checkScan(
  id: string,
  state: ReconcileState | undefined,
  { settings, now }: { readonly settings: ReconcileSettings | undefined; readonly now: number },
): CheckResult {
  if (!state) {
    return notTested('on, and has not run yet', id);
  }
  const { lastCompletedAt, startedAt } = state;
  const age = now - Date.parse(lastCompletedAt ?? startedAt);
  const most = Math.max(MIN_LATE_MS, MAX_INTERVALS * (settings?.everyMinutes ?? 0) * 60_000);
  const what =
    lastCompletedAt === undefined
      ? `no scan was completed since the first run ${duration(age)} ago`
      : `the last complete scan ended ${duration(age)} ago`;
  if (age > most) {
    return finding('reconciler_behind', {
      about: id,
      what: `${what}, expected one within ${duration(most)}`,
      remedy: `See the reconciler's log. \`inbox reconcile ${id} --dry-run\` shows what is missing.`,
    });
  }
  return lastCompletedAt === undefined ? notTested(`on; ${what}`, id) : passed(what, id);
}

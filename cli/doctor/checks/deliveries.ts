import type { RefusalReason } from '../../../lambda/domain/record/refusal';
import type { SourceDeliveries } from '../../operations/deliveries/deliveries';
import {
  describeCounting,
  describeGateway,
  describeRefused,
} from '../../operations/deliveries/describe-deliveries';
import { type Check, type CheckResult, finding, notTested, passed } from '../finding';

/**
 * Anybody can send these, and this command sends one to each source. `no_key` is the webhook check's to find.
 */
const EXPECTED: readonly RefusalReason[] = ['missing', 'malformed', 'no_key'];

/** Whether the provider's deliveries of the last hour were let in. */
export const deliveriesCheck: Check = {
  id: 'deliveries',
  run: async ({ inbox, now }) => {
    const deliveries = await inbox.deliveries(now);
    const counting = describeCounting(deliveries, now);
    const { gatewayRefused } = deliveries;
    return [
      ...deliveries.sources.map((source) => checkSource(source, counting)),
      ...(gatewayRefused > 0
        ? [
            notTested(
              `the reasons for ${describeGateway(gatewayRefused)}: metrics do not tell them, its access log does`,
            ),
          ]
        : []),
    ];
  },
};

function checkSource(deliveries: SourceDeliveries, counting: string): CheckResult {
  const { source: about, accepted, refused } = deliveries;
  const refusals = describeRefused(deliveries);
  const what = `${refusals}. ${counting}`;
  if (refused.mismatch !== undefined && accepted === 0) {
    return finding('signing_key_mismatch', {
      about,
      what,
      remedy: `The provider signs with another key than the stored one. Copy this webhook's signing key from the provider and store it: \`inbox secrets set ${about} signing\`. The provider repeats some of the refused deliveries; \`inbox reconcile ${about} --dry-run\` lists what is missing.`,
    });
  }
  if (Object.keys(refused).some((reason) => !EXPECTED.includes(reason as RefusalReason))) {
    return finding('deliveries_refused', {
      about,
      what,
      remedy:
        'See docs/doctor.md#refused-deliveries for what each reason means. What was refused is not stored: the provider repeats it, or reconciliation finds it.',
    });
  }
  return accepted > 0
    ? passed(`${accepted} accepted in the last hour, none with a signature refused. ${counting}`, about)
    : notTested(
        `${refusals ?? 'no delivery in the last hour'}: whether the provider signs with the stored key is not known. ${counting}`,
        about,
      );
}

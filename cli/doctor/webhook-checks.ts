import { parseTime } from '../../lambda/domain/record/event-record';
import type { RefusalReason } from '../../lambda/domain/record/refusal';
import type { SourceAddress } from '../connection/connection';
import {
  describeCounting,
  describeGatewayRefused,
  describeRefused,
  providerDeliveries,
} from '../operations/refused-deliveries';
import { errorCode } from '../terminal/errors';
import { type Check, type CheckContext, type CheckResult, finding, notTested, passed } from './finding';
import type { FindingCode } from './finding-codes';

const ANSWER_WITHIN_MS = 10_000;
/** The strictest signature scheme here refuses a time more than 60 s ahead. */
const MAX_SKEW_MS = 30_000;
/** Anybody can send these, and this command sends one to each source. `no_key` is a finding of the webhook check. */
const EXPECTED: readonly RefusalReason[] = ['missing', 'malformed', 'no_key'];

/** Sends a request without a signature to each source's URL: it must be reached, and refused. */
export const webhookCheck: Check = {
  id: 'webhook',
  run: async (context) =>
    (
      await Promise.all(context.inbox.connection.sources.map((source) => checkWebhook(source, context)))
    ).flat(),
};

async function checkWebhook(
  { id, webhookUrl }: SourceAddress,
  { inbox, now }: CheckContext,
): Promise<readonly CheckResult[]> {
  let response: Response;
  try {
    response = await fetch(webhookUrl, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: '{}',
      redirect: 'manual',
      signal: AbortSignal.timeout(ANSWER_WITHIN_MS),
    });
  } catch (error) {
    return [
      finding('webhook_unreachable', {
        about: id,
        what: `${webhookUrl} cannot be reached (${errorCode(error)})`,
        remedy:
          'Is this machine on the network, and is the URL the stack’s output WebhookUrl…? If so, deploy the stack again; locally, start it again.',
      }),
    ];
  }
  const { status } = response;
  const body: unknown = await response.json().catch(() => undefined);
  const error = typeof body === 'object' && body !== null && 'error' in body ? body.error : undefined;
  // An answer without a date shows no skew.
  const skew = Math.abs(now - (parseTime(response.headers.get('date') ?? undefined) ?? now));
  const results: CheckResult[] = [];
  if (status === 401 && error === 'invalid_signature') {
    results.push(passed('is reached, and refuses a request without a signature', id));
  } else {
    const { code, ...details } = explainAnswer(status, error, id, inbox.connection.secretsCache);
    results.push(finding(code, { about: id, ...details }));
  }
  if (skew > MAX_SKEW_MS) {
    results.push(
      finding('clock_skew', {
        about: id,
        what: `this machine's clock and the inbox's are ${Math.round(skew / 1000)} s apart`,
        remedy:
          'Set this machine’s clock (NTP): deliveries that it signs (`inbox send-test`) may be refused as too old.',
      }),
    );
  }
  return results;
}

function explainAnswer(
  status: number,
  error: unknown,
  id: string,
  { refreshFloorSeconds }: { readonly refreshFloorSeconds: number },
): { code: FindingCode; what: string; remedy: string } {
  if (status >= 200 && status < 300) {
    return {
      code: 'webhook_open',
      what: `ACCEPTS A REQUEST WITHOUT A SIGNATURE (HTTP ${status}): anybody can send events`,
      remedy:
        'Something else answers at this URL: compare it with the stack’s output WebhookUrl…, remove it from the provider’s settings, and deploy the stack again.',
    };
  }
  if (status === 503 && error === 'not_configured') {
    return {
      code: 'webhook_set_up_mode',
      what: 'is in set-up mode (503): it answers the provider’s challenge and refuses everything else',
      remedy: `Store the signing key: \`inbox secrets set ${id} signing\`. If you just did, run doctor again in ${refreshFloorSeconds} s.`,
    };
  }
  if (status === 404) {
    return {
      code: 'webhook_no_route',
      what: 'has no route for this source (404)',
      remedy:
        'Is the source in the configuration that was deployed last? Deploy again, and enter the URL of its output at the provider.',
    };
  }
  if (status === 401 || status === 403) {
    return {
      code: 'webhook_blocked',
      what: `is refused before it reaches the inbox (HTTP ${status})`,
      remedy:
        'A firewall or an authorizer in front of the URL refuses the request: let the provider through.',
    };
  }
  if (status === 429) {
    return {
      code: 'webhook_throttled',
      what: 'is throttled (429)',
      remedy: 'Raise `throttling` in the configuration, or find the caller that sends so many requests.',
    };
  }
  return {
    code: 'webhook_failing',
    what: `answers HTTP ${status}, expected 401`,
    remedy:
      'The ingest function cannot read its signing secret or its table, or does not start: see its log and docs/runbook.md#claims-unavailable.',
  };
}

/** Whether the provider's deliveries of the last hour were accepted. */
export const deliveriesCheck: Check = {
  id: 'deliveries',
  run: async ({ inbox, now }) => {
    const deliveries = await providerDeliveries(inbox, now);
    const counting = describeCounting(deliveries, now);
    const results = deliveries.sources.map((source) => {
      const { source: about, accepted, refused } = source;
      const refusals = describeRefused(source);
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
            'See docs/doctor.md#refused-deliveries for what each reason means. Refused deliveries are not stored: the provider repeats them, or reconciliation finds them.',
        });
      }
      return accepted > 0
        ? passed(`${accepted} accepted in the last hour, none refused for its signature. ${counting}`, about)
        : notTested(
            `${refusals ?? 'no delivery in the last hour'}: it is unknown whether the provider signs with the stored key. ${counting}`,
            about,
          );
    });
    const { gatewayRefused } = deliveries;
    if (gatewayRefused > 0) {
      const why = `the reasons for ${describeGatewayRefused(gatewayRefused)}: metrics do not hold them, its access log does`;
      results.push(notTested(why));
    }
    return results;
  },
};

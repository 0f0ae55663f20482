import type { RefusalReason } from '../../lambda/domain/record/refusal';
import type { SourceAddress } from '../connection/connection';
import type { SourceDeliveries } from '../connection/received-deliveries';
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
/** Signatures with a time are refused when clocks are further apart: 60 s ahead is the least any scheme here allows. */
const MAX_SKEW_MS = 30_000;

interface Answer {
  readonly status: number;
  readonly error: unknown;
  readonly date: number;
}

/** Each source's address, with a request nobody signed: it must be reached, and refused. */
export const webhookCheck: Check = {
  id: 'webhook',
  run: async (context) =>
    (
      await Promise.all(context.inbox.connection.sources.map((source) => checkSource(source, context)))
    ).flat(),
};

async function checkSource(
  source: SourceAddress,
  { inbox, now }: CheckContext,
): Promise<readonly CheckResult[]> {
  try {
    const answer = await postUnsigned(source.webhookUrl);
    const { refreshFloorSeconds } = inbox.connection.secretsCache;
    return [judge(answer, source, refreshFloorSeconds), ...judgeClock(answer, source, now)];
  } catch (error) {
    return [
      finding('webhook_unreachable', {
        about: source.id,
        what: `${source.webhookUrl} cannot be reached (${errorCode(error)})`,
        remedy:
          'Is this machine on the network, and the URL the one of the stack’s output WebhookUrl…? If so, deploy the stack again; locally, start it again.',
      }),
    ];
  }
}

async function postUnsigned(url: string): Promise<Answer> {
  const response = await fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: '{}',
    redirect: 'manual',
    signal: AbortSignal.timeout(ANSWER_WITHIN_MS),
  });
  const body: unknown = await response.json().catch(() => undefined);
  const error = typeof body === 'object' && body !== null && 'error' in body ? body.error : undefined;
  return { status: response.status, error, date: Date.parse(response.headers.get('date') ?? '') };
}

function judge({ status, error }: Answer, { id }: SourceAddress, floor: number): CheckResult {
  if (status === 401 && error === 'invalid_signature') {
    return passed('is reached, and refuses a request without a signature', id);
  }
  if (status >= 200 && status < 300) {
    return finding('webhook_open', {
      about: id,
      what: `ACCEPTS A REQUEST WITHOUT A SIGNATURE (HTTP ${status}): anybody may put events in`,
      remedy:
        'Something else answers at this URL: compare it with the stack’s output WebhookUrl…, take the address out of the provider’s settings, and deploy the stack again.',
    });
  }
  const { code, ...details } = problemOf(status, error, { id, floor });
  return finding(code, { about: id, ...details });
}

function problemOf(
  status: number,
  error: unknown,
  { id, floor }: { readonly id: string; readonly floor: number },
): { code: FindingCode; what: string; remedy: string } {
  if (status === 503 && error === 'not_configured') {
    return {
      code: 'webhook_set_up_mode',
      what: 'is in set-up mode (503): it answers the provider’s challenge and refuses everything else',
      remedy: `Store the signing key: \`inbox secrets set ${id} signing\`. If you just did, ask again in ${floor} s.`,
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
      remedy: 'Something stands in front of the URL (a firewall, an authorizer): let the provider through.',
    };
  }
  if (status === 429) {
    return {
      code: 'webhook_throttled',
      what: 'is throttled (429)',
      remedy: 'Raise `throttling` in the configuration, or find out who calls so often.',
    };
  }
  return {
    code: 'webhook_failing',
    what: `answers HTTP ${status}, expected 401`,
    remedy:
      'The ingest function cannot read its signing secret or its table, or does not start: see its log and docs/runbook.md#claims-unavailable.',
  };
}

function judgeClock({ date }: Answer, { id }: SourceAddress, now: number): readonly CheckResult[] {
  const skew = Math.abs(now - date);
  // NaN where the answer has no date: then there is nothing to compare.
  return skew > MAX_SKEW_MS
    ? [
        finding('clock_skew', {
          about: id,
          what: `this machine's clock and the inbox's are ${Math.round(skew / 1000)} s apart`,
          remedy:
            'Set this machine’s clock (NTP): what it signs (`inbox send-test`) may be refused as too old.',
        }),
      ]
    : [];
}

/**
 * Anybody can send these, and this command sends one to each source. `no_key` is the webhook check's to find.
 */
const EXPECTED: readonly RefusalReason[] = ['missing', 'malformed', 'no_key'];

/** Whether the provider's deliveries of the last hour were let in. */
export const deliveriesCheck: Check = {
  id: 'deliveries',
  run: async ({ inbox, now }) => {
    const deliveries = await providerDeliveries(inbox, now);
    const counting = describeCounting(deliveries, now);
    const { gatewayRefused } = deliveries;
    return [
      ...deliveries.sources.map((source) => checkDeliveries(source, counting)),
      ...(gatewayRefused > 0
        ? [
            notTested(
              `the reasons for ${describeGatewayRefused(gatewayRefused)}: metrics do not tell them, its access log does`,
            ),
          ]
        : []),
    ];
  },
};

function checkDeliveries(deliveries: SourceDeliveries, counting: string): CheckResult {
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

import type { RefusalReason } from '../../lambda/domain/metrics';
import { parseTime } from '../../lambda/domain/record/event-record';
import {
  describeCounting,
  describeGatewayRefused,
  describeRefused,
  providerDeliveries,
} from '../operations/refused-deliveries';
import { readSecretStates } from '../operations/secret-versions';
import { errorCode } from '../terminal/errors';
import { counted } from '../terminal/format';
import { type Check, type CheckResult, finding, notTested, passed } from './finding';

const ANSWER_WITHIN_MS = 10_000;
/** The strictest signature scheme here refuses a time more than 60 s ahead. */
const MAX_SKEW_MS = 30_000;
/** Anybody can send these, and this command sends one to each source. `no_key` is a finding of the webhook check. */
const EXPECTED: readonly RefusalReason[] = ['missing', 'malformed', 'no_key'];

/** Secrets that still hold the placeholder, or a value that the functions reject. */
export const checkSecrets: Check = async ({ inbox }) =>
  (await readSecretStates(inbox.connection.sources, inbox)).map(
    ({ source: about, secret, state, keys, error }) => {
      const [name, consequence] =
        secret === 'signing'
          ? ['signing key', 'the source refuses every delivery with 503']
          : [
              'API token',
              'events whose result must be fetched wait, and are given up after the retry window',
            ];
      const remedy = `Store the right value: \`inbox secrets set ${about} ${secret}\`.`;
      switch (state) {
        case 'set': {
          const what = keys === undefined ? `the ${name} is set` : counted(keys, `live ${name}`);
          return passed(`${what}, in a form that the functions accept`, about);
        }
        case 'placeholder': {
          const what = `the ${name} is still the placeholder: ${consequence}`;
          return finding('secret_placeholder', { about, what, remedy });
        }
        case 'malformed': {
          const what = `the ${name} has a form that the functions reject: ${consequence}`;
          return finding('secret_malformed', { about, what, remedy });
        }
        default:
          return finding('secret_unreadable', {
            about,
            what: `the ${name} cannot be read (${error})`,
            remedy:
              'Use credentials that may read the stack’s secrets; if the secret was deleted, restore it in Secrets Manager.',
          });
      }
    },
  );

/** Sends a request without a signature to each source's URL: it must be reached, and refused. */
export const checkWebhooks: Check = async ({ inbox: { connection }, now }) => {
  const results = connection.sources.map(async ({ id, webhookUrl }) => {
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
          what: `${webhookUrl} cannot be reached (${errorCode(error)}): no delivery arrives, unless only this machine cannot reach it`,
          remedy:
            'Check this machine’s network, and that the URL is the stack’s output WebhookUrl…. If both are right, deploy the stack again; locally, start it again.',
        }),
      ];
    }
    const body: unknown = await response.json().catch(() => undefined);
    const error = typeof body === 'object' && body !== null && 'error' in body ? body.error : undefined;
    const answer = explainAnswer(response.status, error, id, connection.secretsCache.refreshFloorSeconds);
    // An answer without a date shows no skew.
    const skew = Math.abs(now - (parseTime(response.headers.get('date') ?? undefined) ?? now));
    if (skew <= MAX_SKEW_MS) {
      return [answer];
    }
    const what = `this machine's clock and the inbox's are ${Math.round(skew / 1000)} s apart: deliveries that this machine signs (\`inbox send-test\`) may be refused`;
    const remedy = 'Set this machine’s clock (NTP).';
    return [answer, finding('clock_skew', { about: id, what, remedy })];
  });
  return (await Promise.all(results)).flat();
};

function explainAnswer(status: number, error: unknown, about: string, floorSeconds: number): CheckResult {
  switch (status) {
    case 401:
    case 403:
      return status === 401 && error === 'invalid_signature'
        ? passed('is reached, and refuses a request without a signature', about)
        : finding('webhook_blocked', {
            about,
            what: `is refused before it reaches the inbox (HTTP ${status}): deliveries may be refused there, too`,
            remedy:
              'A firewall or an authorizer in front of the URL refuses the request: let the provider through.',
          });
    case 404:
      return finding('webhook_no_route', {
        about,
        what: 'has no route for this source (404): no delivery arrives',
        remedy:
          'Check that the source is in the configuration that was deployed last. Deploy again, and enter the URL of its output at the provider.',
      });
    case 429:
      return finding('webhook_throttled', {
        about,
        what: 'is throttled (429): deliveries are refused, too, until the provider repeats them',
        remedy: 'Raise `throttling` in the configuration, or find the caller that sends so many requests.',
      });
    default:
  }
  if (status >= 200 && status < 300) {
    return finding('webhook_open', {
      about,
      what: `ACCEPTS A REQUEST WITHOUT A SIGNATURE (HTTP ${status}): anybody can send events`,
      remedy:
        'Something else answers at this URL: compare it with the stack’s output WebhookUrl…, remove it from the provider’s settings, and deploy the stack again.',
    });
  }
  if (status === 503 && error === 'not_configured') {
    return finding('webhook_set_up_mode', {
      about,
      what: 'is in set-up mode (503): it answers the provider’s challenge and refuses everything else',
      remedy: `Store the signing key: \`inbox secrets set ${about} signing\`. If you just did, run doctor again in ${floorSeconds} s.`,
    });
  }
  return finding('webhook_failing', {
    about,
    what: `answers HTTP ${status}, expected 401: the ingest function fails, so deliveries are not stored`,
    remedy:
      'The ingest function cannot read its signing secret or its table, or does not start: see its log and docs/operate/runbook.md#claims-unavailable.',
  });
}

/** Whether the provider's deliveries of the last hour were accepted. */
export const checkDeliveries: Check = async ({ inbox, now }) => {
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
          'See docs/operate/doctor.md#refused-deliveries for what each reason means. Refused deliveries are not stored: the provider repeats them, or reconciliation finds them.',
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
};

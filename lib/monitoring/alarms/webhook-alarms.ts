import { Duration } from 'aws-cdk-lib';
import type { InboxFunction } from '../../functions/inbox-function';
import { appMetric } from '../app-metric';
import type { AlarmRow } from './alarm-row';
import { counted, deferred } from './counted-alarms';

const PERIOD = Duration.minutes(5);
const QUARTER = Duration.minutes(15);
/** A refused signature or two is a stranger; this many within 15 minutes is a wrong key, or somebody who tries. */
const SURGE = 10;

/** Webhooks that are refused or not answered: 5xx by cause, since API Gateway's own count holds the 503 of set-up mode as well (docs/decisions/0022). */
export function doorAlarms(ingest: InboxFunction): AlarmRow[] {
  return [
    {
      id: 'ClaimsUnavailable',
      severity: 'page',
      meaning: 'Webhooks were answered 503 because they could not be checked or recorded.',
      entry: 'claimsUnavailable',
      metric: counted('ClaimUnavailable', ingest),
    },
    {
      id: 'IngestErrors',
      severity: 'page',
      meaning: 'The ingest function crashed or ran out of time or memory on a webhook.',
      entry: 'ingestErrors',
      metric: ingest.lambda.metricErrors({ period: PERIOD }),
    },
    {
      id: 'IngestThrottles',
      severity: 'page',
      meaning: 'Lambda refused to start the ingest function: webhooks were answered 5xx.',
      entry: 'lambdaThrottling',
      metric: ingest.lambda.metricThrottles({ period: PERIOD }),
    },
    ...ofRefusals(ingest),
  ];
}

function ofRefusals(ingest: InboxFunction): AlarmRow[] {
  return [
    {
      id: 'SignatureSurge',
      severity: 'page',
      meaning: `${SURGE} requests within 15 minutes were refused for their signature.`,
      entry: 'signatureSurge',
      metric: appMetric({ name: 'SignatureRejected', by: ingest, period: QUARTER }),
      when: { threshold: SURGE - 1 },
    },
    {
      id: 'SignaturesTooOld',
      severity: 'ticket',
      meaning: 'Authentic webhooks were refused because they came too late for their signature.',
      entry: 'signaturesTooOld',
      metric: counted('SignatureTooOld', ingest),
    },
    {
      id: 'EventsQuarantined',
      severity: 'ticket',
      essential: true,
      meaning: 'An authentic webhook cannot be read by this version.',
      entry: 'eventsQuarantined',
      metric: counted('Quarantined', ingest),
    },
    {
      id: 'EventIdReused',
      severity: 'ticket',
      meaning: 'Another event came under a known event id; it was stored as an event of its own.',
      entry: 'eventIdReused',
      metric: counted('EventIdReused', ingest),
    },
    deferred('DeferredSends', 'The ingest function', ingest),
  ];
}

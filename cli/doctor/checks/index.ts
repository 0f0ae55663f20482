import type { Check } from '../finding';
import { alarmsCheck } from './alarms';
import { deliveriesCheck } from './deliveries';
import { finalEventsCheck } from './final-events';
import { indexShardsCheck } from './index-shards';
import { openEventsCheck } from './open-events';
import { protectionCheck } from './protection';
import { providerCheck } from './provider';
import { deadLettersCheck, queueAgeCheck } from './queues';
import { reconciliationCheck } from './reconciliation';
import { secretsCheck } from './secrets';
import { storedResultsCheck } from './stored-results';
import { webhookCheck } from './webhook';

/** Everything that is looked at once the inbox can be reached, in the order a document travels. */
export const CHECKS: readonly Check[] = [
  secretsCheck,
  // Before the webhook's own check, whose requests are refused and counted too.
  deliveriesCheck,
  webhookCheck,
  providerCheck,
  queueAgeCheck,
  deadLettersCheck,
  openEventsCheck,
  indexShardsCheck,
  finalEventsCheck,
  storedResultsCheck,
  reconciliationCheck,
  alarmsCheck,
  protectionCheck,
];

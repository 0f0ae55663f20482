import type { Check } from '../finding';
import { alarmsCheck } from './alarms';
import { apiTokenCheck } from './api-token';
import { openEventsCheck } from './open-events';
import { protectionCheck } from './protection';
import { deadLettersCheck, queueAgeCheck } from './queues';
import { reconciliationCheck } from './reconciliation';
import { secretsCheck } from './secrets';
import { webhookCheck } from './webhook';

/** Everything that is looked at once the inbox can be reached, in the order a document travels. */
export const CHECKS: readonly Check[] = [
  secretsCheck,
  webhookCheck,
  apiTokenCheck,
  queueAgeCheck,
  deadLettersCheck,
  openEventsCheck,
  reconciliationCheck,
  alarmsCheck,
  protectionCheck,
];

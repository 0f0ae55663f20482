import * as z from 'zod/mini';
import { jsonEnv } from './json-env';

/** `WORK_QUEUE_URLS`: JSON object, provider id → queue URL; only the providers this function sends to. */
export const workQueueEnv = z.object({
  WORK_QUEUE_URLS: jsonEnv(z.record(z.string(), z.url())),
});

import type { Context, ScheduledEvent } from 'aws-lambda';
import { dynamoClient, s3Client, sqsClient, WORKER_LIMITS } from '../adapters/aws-clients';
import { PowertoolsTelemetry } from '../adapters/telemetry/powertools-telemetry';
import { parseEnvironment, sweepEnv } from '../contracts/environment';
import { type SweepReport, sweep } from '../usecases/sweep/sweep-events';
import { clock, createEventPorts, createResultStore } from './compose';

/** A page in work ends within this. */
const RESERVE_MS = 5_000;

const env = parseEnvironment(sweepEnv);
const telemetry = new PowertoolsTelemetry();
const address = {
  clients: {
    dynamodb: dynamoClient(WORKER_LIMITS),
    sqs: sqsClient(WORKER_LIMITS),
    s3: s3Client(WORKER_LIMITS),
  },
  table: env.EVENT_TABLE_NAME,
  bucket: env.BUCKET_NAME,
  queues: env.WORK_QUEUE_URLS,
  policy: env.POLICY,
};
const ports = createEventPorts(address, telemetry);
const deps = {
  ...ports,
  index: ports.store,
  results: createResultStore(address),
  sources: env.CONFIGURED_SOURCES,
};

/** Runs on schedule; the report goes to the log. */
export async function handler(_event: ScheduledEvent, context: Context): Promise<SweepReport> {
  telemetry.begin(context);
  try {
    const deadline = clock.now() + context.getRemainingTimeInMillis() - RESERVE_MS;
    const report = await sweep(deps, { deadline });
    telemetry.log('info', 'Swept.', { ...report });
    return report;
  } finally {
    telemetry.flush();
  }
}

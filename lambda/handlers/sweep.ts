import type { Context, ScheduledEvent } from 'aws-lambda';
import { dynamoClient, s3Client, sqsClient, WORKER_LIMITS } from '../adapters/aws-clients';
import { DynamoEventStore } from '../adapters/dynamodb/dynamo-event-store';
import { S3ResultStore } from '../adapters/s3/s3-result-store';
import { SqsWorkQueue } from '../adapters/sqs/sqs-work-queue';
import { SystemClock, SystemRandom } from '../adapters/system';
import { PowertoolsTelemetry } from '../adapters/telemetry/powertools-telemetry';
import { parseEnvironment, sweepEnv } from '../contracts/environment';
import { type SweepReport, sweep } from '../usecases/sweep/sweep';

/** A page in work ends within this. */
const RESERVE_MS = 5_000;

const env = parseEnvironment(sweepEnv);
const clock = new SystemClock();
const telemetry = new PowertoolsTelemetry();
const store = new DynamoEventStore({
  client: dynamoClient(WORKER_LIMITS),
  table: env.EVENT_TABLE_NAME,
  clock,
});
const deps = {
  store,
  index: store,
  queue: new SqsWorkQueue(sqsClient(WORKER_LIMITS), env.WORK_QUEUE_URLS),
  results: new S3ResultStore({ client: s3Client(WORKER_LIMITS), bucket: env.BUCKET_NAME, clock }),
  clock,
  random: new SystemRandom(),
  telemetry,
  policy: env.POLICY,
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

import { GetMetricStatisticsCommand } from '@aws-sdk/client-cloudwatch';
import { GetQueueAttributesCommand, type QueueAttributeName } from '@aws-sdk/client-sqs';
import { MAX_CRASHES, MAX_DELAY_SECONDS } from '../../lambda/domain/lifecycle/policy';
import { counted, duration } from '../terminal/format';
import { type Check, type CheckContext, finding, notTested, passed } from './finding';

/** SQS publishes its metrics every minute for an active queue, some minutes late. */
const LOOK_BACK_MS = 20 * 60_000;
const PERIOD_SECONDS = 60;
const DEAD_LETTER_COUNTS: QueueAttributeName[] = [
  'ApproximateNumberOfMessages',
  'ApproximateNumberOfMessagesNotVisible',
  'ApproximateNumberOfMessagesDelayed',
];

/** How old the oldest message of each work queue is. */
export const checkQueueAges: Check = async ({ inbox, now }) => {
  const { connection } = inbox;
  return Promise.all(
    Object.entries(connection.queues).map(async ([provider, url]) => {
      const waiting = await countMessages(url, ['ApproximateNumberOfMessages'], inbox);
      if (connection.kind === 'local') {
        const why = `${waiting} waiting; only CloudWatch measures their age, and a local run has none`;
        return notTested(why, provider);
      }
      const { Datapoints = [] } = await connection.clients.cloudWatch.send(
        new GetMetricStatisticsCommand({
          Namespace: 'AWS/SQS',
          MetricName: 'ApproximateAgeOfOldestMessage',
          Dimensions: [{ Name: 'QueueName', Value: url.split('/').at(-1) }],
          StartTime: new Date(now - LOOK_BACK_MS),
          EndTime: new Date(now),
          Period: PERIOD_SECONDS,
          Statistics: ['Maximum'],
        }),
      );
      const [newest] = Datapoints.sort((a, b) => Number(b.Timestamp) - Number(a.Timestamp));
      if (newest?.Maximum === undefined) {
        return waiting === 0
          ? passed('no message is waiting', provider)
          : notTested(`${waiting} waiting; CloudWatch has not measured their age yet`, provider);
      }
      // A healthy message is delayed once, and then received at most MAX_CRASHES times, each within the grace period.
      const most = MAX_DELAY_SECONDS + MAX_CRASHES * inbox.policy.graceSeconds;
      const age = duration(newest.Maximum * 1000);
      return newest.Maximum <= most
        ? passed(`${waiting} waiting, the oldest for ${age}`, provider)
        : finding('queue_stale', {
            about: provider,
            what: `${waiting} waiting, the oldest for ${age}: they are not processed, or not fast enough`,
            remedy:
              'See the processor’s log and docs/operate/runbook.md#stale-messages; `inbox stats` shows the flow.',
          });
    }),
  );
};

/** Whether the processor crashed on a message. Those in flight count too: they become visible again. */
export const checkDeadLetters: Check = async ({ inbox }) =>
  Promise.all(
    Object.entries(inbox.connection.deadLetterQueues).map(async ([provider, url]) => {
      const count = await countMessages(url, DEAD_LETTER_COUNTS, inbox);
      return count === 0
        ? passed('none, also none in flight', provider)
        : finding('dead_letters', {
            about: provider,
            what: `${counted(count, 'message')}: the processor crashed on these events`,
            remedy: `See why with \`inbox dlq list --provider ${provider}\`. Fix the cause, then redrive: \`inbox dlq redrive --provider ${provider}\`.`,
          });
    }),
  );

/** Added up; SQS counts approximately. */
async function countMessages(
  QueueUrl: string,
  AttributeNames: QueueAttributeName[],
  { connection }: CheckContext['inbox'],
): Promise<number> {
  const { Attributes = {} } = await connection.clients.sqs.send(
    new GetQueueAttributesCommand({ QueueUrl, AttributeNames }),
  );
  return AttributeNames.reduce((sum, name) => sum + Number(Attributes[name] ?? 0), 0);
}

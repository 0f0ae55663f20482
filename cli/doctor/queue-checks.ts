import { GetMetricStatisticsCommand } from '@aws-sdk/client-cloudwatch';
import { GetQueueAttributesCommand, type QueueAttributeName } from '@aws-sdk/client-sqs';
import { MAX_CRASHES, MAX_DELAY_SECONDS } from '../../lambda/domain/lifecycle/policy';
import { counted, duration } from '../terminal/format';
import { type Check, type CheckContext, type CheckResult, finding, notTested, passed } from './finding';

/** SQS publishes its metrics every minute for an active queue, some minutes late. */
const LOOK_BACK_MS = 20 * 60_000;
const PERIOD_SECONDS = 60;
const VISIBLE = 'ApproximateNumberOfMessages';
const DEAD_LETTER_COUNTS = [
  VISIBLE,
  'ApproximateNumberOfMessagesNotVisible',
  'ApproximateNumberOfMessagesDelayed',
] as const satisfies readonly QueueAttributeName[];

/** How old the oldest message of each work queue is. */
export const queueAgeCheck: Check = {
  id: 'queue age',
  run: (context) =>
    Promise.all(
      Object.entries(context.inbox.connection.queues).map(([provider, url]) =>
        checkAge(provider, url, context),
      ),
    ),
};

/** Whether our own code crashed on a message. */
export const deadLettersCheck: Check = {
  id: 'dead letters',
  run: (context) =>
    Promise.all(
      Object.entries(context.inbox.connection.deadLetterQueues).map(([provider, url]) =>
        checkDeadLetters(provider, url, context),
      ),
    ),
};

async function checkAge(provider: string, url: string, { inbox, now }: CheckContext): Promise<CheckResult> {
  const { cloudWatch } = inbox.connection.clients;
  const waiting = await messages(url, [VISIBLE], inbox);
  if (!cloudWatch) {
    return notTested(
      `${waiting} waiting; only CloudWatch measures their age, and a local run has none`,
      provider,
    );
  }
  const { Datapoints = [] } = await cloudWatch.send(
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
  const newest = [...Datapoints].sort((a, b) => Number(b.Timestamp) - Number(a.Timestamp))[0];
  if (newest?.Maximum === undefined) {
    return waiting === 0
      ? passed('no message is waiting', provider)
      : notTested(`${waiting} waiting; CloudWatch has not measured their age yet`, provider);
  }
  return judgeAge(provider, newest.Maximum, { waiting, inbox });
}

/** A healthy message is delayed once, and then received at most MAX_CRASHES times, each within the grace period. */
function judgeAge(
  provider: string,
  seconds: number,
  { waiting, inbox }: { readonly waiting: number; readonly inbox: CheckContext['inbox'] },
): CheckResult {
  const most = MAX_DELAY_SECONDS + MAX_CRASHES * inbox.policy.graceSeconds;
  const age = duration(seconds * 1000);
  return seconds <= most
    ? passed(`${waiting} waiting, the oldest for ${age}`, provider)
    : finding('queue_stale', {
        about: provider,
        what: `${waiting} waiting, the oldest for ${age}: they are not processed, or not fast enough`,
        remedy: 'See the processor’s log and docs/runbook.md#stale-messages; `inbox stats` shows the flow.',
      });
}

/** Messages that somebody has just received count too: they are in flight, and come back. */
async function checkDeadLetters(
  provider: string,
  url: string,
  { inbox }: CheckContext,
): Promise<CheckResult> {
  const count = await messages(url, DEAD_LETTER_COUNTS, inbox);
  return count === 0
    ? passed('none, also none in flight', provider)
    : finding('dead_letters', {
        about: provider,
        what: `${counted(count, 'message')}: our own code crashed on these events`,
        remedy: `See why with \`inbox dlq list --provider ${provider}\`. Fix the cause, then redrive: \`inbox dlq redrive --provider ${provider}\`.`,
      });
}

/** Added up; SQS counts approximately. */
async function messages(
  QueueUrl: string,
  counts: readonly QueueAttributeName[],
  { connection }: CheckContext['inbox'],
): Promise<number> {
  const { Attributes = {} } = await connection.clients.sqs.send(
    new GetQueueAttributesCommand({ QueueUrl, AttributeNames: [...counts] }),
  );
  return counts.reduce((sum, name) => sum + Number(Attributes[name] ?? 0), 0);
}

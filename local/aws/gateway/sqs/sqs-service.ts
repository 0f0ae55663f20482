import { asList, asObject, type JsonObject } from '../../template/json';
import { ACCOUNT } from '../../template/stack-scope';
import { type AwsService, targetAction } from '../aws-service';
import { type Answer, type Exchange, parseJson, type WholeAnswer, withJson } from '../exchange';
import type { Permission } from '../gateway.types';
import { onward, Upstream } from '../upstream';
import { queueName, sqsPermissions } from './sqs-permissions';

const URL_ACTIONS = new Set(['CreateQueue', 'GetQueueUrl', 'ListQueues']);
/** The prefix that fauxqs puts before every code; AWS has it only on these (an SDK class hangs on the exact name). */
const PREFIXED_CODES = new Set(['NonExistentQueue']);

/** SQS on fauxqs, so that clients only ever see queue URLs of the gateway. */
export class SqsService implements AwsService {
  readonly #upstream: Upstream;

  constructor(
    engineUrl: string,
    private readonly gatewayUrl: () => string,
  ) {
    this.#upstream = new Upstream(engineUrl);
  }

  action = targetAction;

  resource(exchange: Exchange): string {
    const { QueueUrl, QueueName } = parseJson(exchange.body);
    return queueName(String(QueueUrl ?? QueueName ?? ''));
  }

  permissions(exchange: Exchange, action: string): readonly Permission[] {
    return sqsPermissions(action, parseJson(exchange.body));
  }

  async answer(exchange: Exchange, action: string): Promise<Answer> {
    // fauxqs finds a queue by the last segment of its URL whatever the host, so requests need no rewriting.
    const answer = await this.#upstream.send(onward(exchange));
    if (action === 'ReceiveMessage' && exchange.signal.aborted) {
      await this.#giveBack(exchange, parseJson(answer.body));
    }
    if (answer.status >= 400) {
      return withAwsErrorCode(answer);
    }
    return URL_ACTIONS.has(action) ? this.#withOwnUrls(answer) : answer;
  }

  close(): void {
    this.#upstream.close();
  }

  /** fauxqs does not notice that a long poll's client has left: its messages would stay hidden for their visibility timeout. */
  async #giveBack(exchange: Exchange, { Messages }: JsonObject): Promise<void> {
    const entries = asList(Messages).map((message, index) => ({
      Id: String(index),
      ReceiptHandle: asObject(message).ReceiptHandle ?? '',
      VisibilityTimeout: 0,
    }));
    if (entries.length > 0) {
      const { QueueUrl = '' } = parseJson(exchange.body);
      await this.#upstream.send({
        ...onward(exchange),
        headers: { ...exchange.headers, 'x-amz-target': 'AmazonSQS.ChangeMessageVisibilityBatch' },
        body: Buffer.from(JSON.stringify({ QueueUrl, Entries: entries })),
      });
    }
  }

  #withOwnUrls(answer: WholeAnswer): WholeAnswer {
    const body = parseJson(answer.body);
    const { QueueUrl, QueueUrls } = body;
    return withJson(answer, {
      ...body,
      ...(typeof QueueUrl === 'string' && { QueueUrl: this.#ownUrl(QueueUrl) }),
      ...(Array.isArray(QueueUrls) && { QueueUrls: QueueUrls.map((url) => this.#ownUrl(String(url))) }),
    } as JsonObject);
  }

  #ownUrl(engineUrl: string): string {
    return `${this.gatewayUrl()}/${ACCOUNT}/${queueName(engineUrl)}`;
  }
}

function withAwsErrorCode(answer: WholeAnswer): WholeAnswer {
  const header = String(answer.headers['x-amzn-query-error'] ?? '');
  const [, code = '', fault = 'Sender'] = /^AWS\.SimpleQueueService\.(\w+);?(\w*)/.exec(header) ?? [];
  if (code === '' || PREFIXED_CODES.has(code)) {
    return answer;
  }
  return { ...answer, headers: { ...answer.headers, 'x-amzn-query-error': `${code};${fault}` } };
}

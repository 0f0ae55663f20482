import type { IncomingHttpHeaders, IncomingMessage } from 'node:http';
import type { WholeAnswer } from './exchange';
import type { Service } from './gateway.types';

/** How the JSON protocols begin the name of an action. */
const TARGETS: Readonly<Record<string, Service>> = {
  'DynamoDB_20120810.': 'dynamodb',
  'AmazonSQS.': 'sqs',
  'secretsmanager.': 'secretsmanager',
};

type AwsRequest = Pick<IncomingMessage, 'method' | 'url' | 'headers'>;

/** Which service a request is meant for; undefined: one that the gateway does not have, which S3 would take for a bucket. */
export function detectService({ method, url, headers }: AwsRequest): Service | undefined {
  const target = headers['x-amz-target'];
  if (target !== undefined) {
    const prefix = Object.keys(TARGETS).find((start) => String(target).startsWith(start));
    return TARGETS[prefix ?? ''];
  }
  // The Query protocol, of STS for one, and of SQS in old SDKs.
  const isQuery = method === 'POST' && url === '/';
  return isQuery || !/^s3/.test(signedFor(headers) ?? 's3') ? undefined : 's3';
}

/** In the error format of the protocol that was spoken. */
export function unknownServiceAnswer(headers: IncomingHttpHeaders): WholeAnswer {
  const asked = headers['x-amz-target'] ?? signedFor(headers) ?? 'a call of no known service';
  const message = `The local run has S3, and DynamoDB, SQS and Secrets Manager by their JSON protocols; got ${String(asked).replace(/[<>&]/g, '')}.`;
  if (headers['x-amz-target'] !== undefined) {
    const body = JSON.stringify({ __type: 'UnknownOperationException', message });
    return answer('application/x-amz-json-1.0', body);
  }
  const error = `<Error><Type>Sender</Type><Code>InvalidAction</Code><Message>${message}</Message></Error>`;
  return answer('text/xml', `<ErrorResponse>${error}</ErrorResponse>`);
}

function answer(type: string, body: string): WholeAnswer {
  return { status: 400, headers: { 'content-type': type }, body: Buffer.from(body) };
}

/** `Credential=<key id>/<date>/<region>/<service>/aws4_request` */
function signedFor({ authorization }: IncomingHttpHeaders): string | undefined {
  return /Credential=[^/]+\/\d+\/[^/]*\/([^/]+)\//.exec(authorization ?? '')?.[1];
}

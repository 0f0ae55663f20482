import type { Endpoints } from './files/endpoints';

/** The endpoints as a person reads them in a terminal. */
export function describeEndpoints(endpoints: Endpoints): string {
  const { credentials, region } = endpoints;
  const sections: Record<string, Readonly<Record<string, string>>> = {
    'Webhooks, and the key to sign them with': Object.fromEntries(
      endpoints.sources.map(({ id, url, signingSecret }) => [id, `POST ${url}   ${signingSecret}`]),
    ),
    'AWS endpoint (DynamoDB, SQS, S3, Secrets Manager)': {
      url: endpoints.endpoints.dynamodb,
      credentials: `region ${region}, access key ${credentials.accessKeyId}, secret key ${credentials.secretAccessKey}`,
      table: endpoints.table,
      bucket: endpoints.bucket,
    },
    Queues: endpoints.queues,
    'Dead-letter queues': endpoints.deadLetterQueues,
    Secrets: Object.fromEntries(
      Object.entries(endpoints.secrets).flatMap(([source, { signing, apiToken }]) => [
        [`${source} signing`, signing],
        [`${source} API token`, apiToken],
      ]),
    ),
    'Provider simulators': endpoints.simulators,
  };
  return Object.entries(sections)
    .filter(([, rows]) => Object.keys(rows).length > 0)
    .map(([title, rows]) => `${title}\n${table(rows)}`)
    .join('\n\n');
}

function table(rows: Readonly<Record<string, string>>): string {
  const width = Math.max(...Object.keys(rows).map((name) => name.length));
  return Object.entries(rows)
    .map(([name, value]) => `  ${name.padEnd(width)}  ${value}`)
    .join('\n');
}

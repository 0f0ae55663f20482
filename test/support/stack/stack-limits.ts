import type { Template } from 'aws-cdk-lib/assertions';
import { ofType, resourcesOf } from '../../lib/synthesize';

/** AWS's limits of what one stack makes. */
export const LIMITS = {
  /** UTF-8 bytes of the JSON of all variables: https://docs.aws.amazon.com/lambda/latest/dg/configuration-envvars.html */
  environmentBytes: 4_096,
  /** 500 in a stack; the rest is for what comes with options and releases. */
  resources: 450,
  outputs: 200,
  /** All inline policies of a role together, white space not counted. */
  inlinePolicyCharacters: 10_240,
  /** Who may invoke a function. */
  functionPolicyBytes: 20_480,
  secretBytes: 65_536,
  /** Metrics of one graph, and of a whole dashboard, metric math included. */
  graphMetrics: 500,
  dashboardMetrics: 2_500,
  /** Log groups of one query. */
  queriedLogGroups: 50,
  /** Of a composite alarm. */
  alarmRuleCharacters: 10_240,
  /** Of the template in S3. */
  templateBytes: 1_000_000,
} as const;

export type Measures = Record<keyof typeof LIMITS, number>;

/** The longest that AWS makes of a reference: the partition, region, account and generated names at their longest. */
const PARTITION = 'aws-us-gov';
const REGION = 'ap-southeast-99';
const ACCOUNT = '123456789012';
const RANDOM = 'AbCdEfGhIjKl';

function arn(service: string, resource: string): string {
  return `arn:${PARTITION}:${service}:${REGION}:${ACCOUNT}:${resource}`;
}

/** CloudFormation cuts generated names to what the service takes; secrets add seven characters of their own. */
function generated(id: string, longest: number): string {
  return `${'S'.repeat(40)}-${id}-${RANDOM}`.slice(0, longest);
}

const ARNS: Readonly<Record<string, (id: string) => string>> = {
  'AWS::DynamoDB::Table': (id) => arn('dynamodb', `table/${generated(id, 255)}`),
  'AWS::S3::Bucket': () => `arn:${PARTITION}:s3:::${'b'.repeat(63)}`,
  'AWS::SQS::Queue': (id) => arn('sqs', generated(id, 80)),
  'AWS::SecretsManager::Secret': (id) => arn('secretsmanager', `secret:${id}-${RANDOM}-AbCdEf`),
  'AWS::Logs::LogGroup': (id) => arn('logs', `log-group:${generated(id, 512)}:*`),
  'AWS::Lambda::Function': (id) => arn('lambda', `function:${generated(id, 64)}`),
  'AWS::KMS::Key': () => arn('kms', `key/${'0'.repeat(36)}`),
  'AWS::IAM::Role': (id) => `arn:${PARTITION}:iam::${ACCOUNT}:role/${generated(id, 64)}`,
};

const REFS: Readonly<Record<string, (id: string) => string>> = {
  'AWS::DynamoDB::Table': (id) => generated(id, 255),
  'AWS::S3::Bucket': () => 'b'.repeat(63),
  'AWS::SQS::Queue': (id) => `https://sqs.${REGION}.amazonaws.com/${ACCOUNT}/${generated(id, 80)}`,
  'AWS::SecretsManager::Secret': (id) => ARNS['AWS::SecretsManager::Secret']?.(id) ?? '',
  'AWS::ApiGatewayV2::Api': () => 'a'.repeat(10),
};

const PSEUDO: Readonly<Record<string, string>> = {
  'AWS::Region': REGION,
  'AWS::AccountId': ACCOUNT,
  'AWS::Partition': PARTITION,
  'AWS::URLSuffix': 'amazonaws.com',
  'AWS::StackName': 'S'.repeat(128),
};

/** The template's value as AWS gets it, each reference at its longest. */
function deployed(value: unknown, template: Template): unknown {
  if (Array.isArray(value)) {
    return value.map((each) => deployed(each, template));
  }
  if (typeof value !== 'object' || value === null) {
    return value;
  }
  const { Ref, 'Fn::GetAtt': attribute, 'Fn::Join': join } = value as Record<string, unknown>;
  if (typeof Ref === 'string') {
    return PSEUDO[Ref] ?? resolveReference(REFS, Ref, template);
  }
  if (Array.isArray(attribute)) {
    return resolveReference(ARNS, String(attribute[0]), template);
  }
  if (Array.isArray(join)) {
    return (join[1] as unknown[]).map((part) => deployed(part, template)).join(join[0] as string);
  }
  return Object.fromEntries(Object.entries(value).map(([key, each]) => [key, deployed(each, template)]));
}

function resolveReference(table: typeof ARNS, id: string, template: Template): string {
  const type = resourcesOf(template)[id]?.Type ?? '';
  return table[type]?.(id) ?? generated(id, 255);
}

/** The greatest of each of these that a template has. */
export function measure(template: Template): Measures {
  const text = (value: unknown) => JSON.stringify(deployed(value, template));
  const properties = (type: string) => ofType(template, type).map(([, resource]) => resource.Properties);
  const greatest = (values: readonly number[]) => Math.max(0, ...values);
  const widgets = properties('AWS::CloudWatch::Dashboard').flatMap(
    ({ DashboardBody }) => (JSON.parse(String(deployed(DashboardBody, template))) as Dashboard).widgets,
  );
  const metrics = widgets.map((widget) => widget.properties.metrics?.length ?? 0);
  return {
    environmentBytes: greatest(
      properties('AWS::Lambda::Function').map(({ Environment }) =>
        Buffer.byteLength(text((Environment as { readonly Variables: unknown }).Variables)),
      ),
    ),
    resources: Object.keys(resourcesOf(template)).length,
    outputs: Object.keys(template.toJSON().Outputs ?? {}).length,
    inlinePolicyCharacters: greatest(
      [...groupBy(properties('AWS::IAM::Policy'), ({ Roles }) => JSON.stringify(Roles)).values()].map(
        (policies) => policies.reduce((sum, { PolicyDocument }) => sum + text(PolicyDocument).length, 0),
      ),
    ),
    functionPolicyBytes: greatest(
      [
        ...groupBy(properties('AWS::Lambda::Permission'), ({ FunctionName }) => text(FunctionName)).values(),
      ].map((statements) => statements.reduce((sum, statement) => sum + statementBytes(statement, text), 0)),
    ),
    secretBytes: greatest(
      properties('AWS::SecretsManager::Secret').map(({ SecretString }) =>
        Buffer.byteLength(String(deployed(SecretString, template))),
      ),
    ),
    graphMetrics: greatest(metrics),
    dashboardMetrics: metrics.reduce((sum, each) => sum + each, 0),
    queriedLogGroups: greatest(
      widgets.map(({ properties: { query = '' } }) => query.split('SOURCE ').length - 1),
    ),
    alarmRuleCharacters: greatest(
      properties('AWS::CloudWatch::CompositeAlarm').map(({ AlarmRule }) => text(AlarmRule).length),
    ),
    templateBytes: Buffer.byteLength(JSON.stringify(template.toJSON())),
  };
}

interface Dashboard {
  readonly widgets: readonly {
    readonly properties: { readonly metrics?: readonly unknown[]; readonly query?: string };
  }[];
}

/** As Lambda writes it into the function's policy. */
function statementBytes(
  { Action, Principal, FunctionName, SourceArn }: Readonly<Record<string, unknown>>,
  text: (value: unknown) => string,
): number {
  const statement = {
    Sid: 'S'.repeat(100),
    Effect: 'Allow',
    Principal: { Service: Principal },
    Action,
    Resource: FunctionName,
    Condition: { ArnLike: { 'AWS:SourceArn': SourceArn } },
  };
  return text(statement).length + 1;
}

function groupBy<T>(items: readonly T[], keyOf: (item: T) => string): Map<string, T[]> {
  const groups = new Map<string, T[]>();
  for (const item of items) {
    groups.set(keyOf(item), [...(groups.get(keyOf(item)) ?? []), item]);
  }
  return groups;
}

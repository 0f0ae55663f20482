import { ofType, readable, synthesize } from '../infra/synthesize';

interface Statement {
  readonly Effect: 'Allow' | 'Deny';
  readonly Action: string | readonly string[];
  readonly Resource: string | readonly string[];
}

/** Resources that end in a wildcard, and why no narrower ARN will do. */
const WILDCARD_RESOURCES: readonly { readonly resource: RegExp; readonly why: string }[] = [
  { resource: /^\$\{InboxBucket\w+\.Arn\}\/raw\/\*$/, why: 'a claim check is named by the hash of its body' },
  { resource: /^\$\{InboxBucket\w+\.Arn\}\/results\/\*$/, why: 'a result is named by its event' },
];

/** Every action a function may take, by the function; a change here is a change of who may do what. */
const ACTIONS: Readonly<Record<string, readonly string[]>> = {
  IngestRole: ['dynamodb:PutItem', 's3:PutObject', 'secretsmanager:GetSecretValue', 'sqs:SendMessage'],
  SweepSweeperRole: ['dynamodb:GetItem', 'dynamodb:Query', 'dynamodb:UpdateItem', 'sqs:SendMessage'],
  LimaiProcessorRole: processorActions(),
  ExtendProcessorRole: processorActions(),
};

function processorActions(): string[] {
  return [
    'dynamodb:GetItem',
    'dynamodb:UpdateItem',
    's3:GetObject',
    's3:ListBucket',
    's3:PutObject',
    'secretsmanager:GetSecretValue',
    'sqs:ChangeMessageVisibility',
    'sqs:DeleteMessage',
    'sqs:GetQueueAttributes',
    'sqs:ReceiveMessage',
    'sqs:SendMessage',
  ];
}

const template = synthesize();
const POLICIES = ofType(template, 'AWS::IAM::Policy').map(([id, { Properties }]) => ({
  role: id.replace(/DefaultPolicy[0-9A-F]{8}$/, ''),
  statements: (readable(Properties.PolicyDocument) as { Statement: Statement[] }).Statement,
}));

function listOf(value: string | readonly string[]): readonly string[] {
  return typeof value === 'string' ? [value] : value;
}

function resourcesFor(role: string, action: string): readonly string[] {
  const statements = POLICIES.find((policy) => policy.role === role)?.statements ?? [];
  return statements
    .filter((statement) => listOf(statement.Action).includes(action))
    .flatMap((statement) => listOf(statement.Resource));
}

describe('permissions', () => {
  it.each(POLICIES)('$role may take exactly its listed actions', ({ role, statements }) => {
    const actions = new Set(statements.flatMap(({ Action }) => listOf(Action)));
    const logs = ['logs:CreateLogStream', 'logs:PutLogEvents'];
    expect([...actions].sort()).toEqual([...(ACTIONS[role] ?? []), ...logs].sort());
  });

  it('covers every role', () => {
    expect(POLICIES.map(({ role }) => role).sort()).toEqual(Object.keys(ACTIONS).sort());
  });

  it.each(POLICIES)('$role may take no action by wildcard, and only on named resources', ({ statements }) => {
    const allowed = statements.filter(({ Effect }) => Effect === 'Allow');
    expect(allowed.flatMap(({ Action }) => listOf(Action)).filter((action) => action.includes('*'))).toEqual(
      [],
    );
    const wide = allowed
      .flatMap(({ Resource }) => listOf(Resource))
      .filter((resource) => resource.includes('*'))
      .filter((resource) => !WILDCARD_RESOURCES.some((known) => known.resource.test(resource)));
    expect(wide).toEqual([]);
  });

  it('keeps API tokens from the door and signing keys from the processors', () => {
    const read = (role: string) => resourcesFor(role, 'secretsmanager:GetSecretValue').join();
    expect(read('IngestRole')).not.toContain('ApiToken');
    expect(read('LimaiProcessorRole')).toMatch(/^\$\{SecretslimaiApiToken\w+\}$/);
    expect(read('ExtendProcessorRole')).toMatch(/^\$\{SecretsextendApiToken\w+\}$/);
  });

  it('lets each processor send to its own queue alone', () => {
    expect(resourcesFor('LimaiProcessorRole', 'sqs:SendMessage').join()).toMatch(
      /^\$\{LimaiQueueMessages\w+\.Arn\}$/,
    );
  });
});

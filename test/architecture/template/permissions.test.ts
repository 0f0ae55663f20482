import type { Template } from 'aws-cdk-lib/assertions';
import {
  archiveKey,
  archivePrefix,
  rawKey,
  rawPrefix,
  resultKey,
  resultPrefix,
} from '../../../lambda/domain/record/keys';
import permissionsConfig from '../../../local/demo/permissions.config';
import { policiesOf, readable, synthesize } from '../../lib/synthesize';
import { explainedRoles, plainArn } from '../../support/stack/permissions-table';

interface Statement {
  readonly Effect: 'Allow' | 'Deny';
  readonly Action: string | readonly string[];
  readonly Resource: string | readonly string[];
}

/** Every action a function may take and on what, by the function; a change here is a change of who may do what. */
const ALLOWED: Readonly<Record<string, Readonly<Record<string, readonly string[]>>>> = {
  InboxIngestRole: {
    ...logging('InboxIngestLogs'),
    'dynamodb:PutItem': ['InboxEventStoreTable.Arn'],
    'dynamodb:UpdateItem': ['InboxEventStoreTable.Arn'],
    's3:PutObject': ['InboxBucket.Arn/quarantine/*', 'InboxBucket.Arn/raw/*'],
    'secretsmanager:GetSecretValue': [
      'InboxSecretsextendSigning',
      'InboxSecretslimaiSigning',
      'InboxSettingsVersion',
    ],
    'sqs:SendMessage': ['InboxExtendQueueMessages.Arn', 'InboxLimaiQueueMessages.Arn'],
  },
  InboxSweepSweeperRole: {
    ...logging('InboxSweepSweeperLogs'),
    'dynamodb:GetItem': ['InboxEventStoreTable.Arn'],
    'dynamodb:UpdateItem': ['InboxEventStoreTable.Arn'],
    'dynamodb:Query': ['InboxEventStoreTable.Arn/index/byWork'],
    's3:GetObject': ['InboxBucket.Arn/results/*'],
    's3:ListBucket': ['InboxBucket.Arn'],
    'sqs:SendMessage': ['InboxExtendQueueMessages.Arn', 'InboxLimaiQueueMessages.Arn'],
  },
  InboxLimaiProcessorRole: processing('Limai', { provider: 'limai', source: 'limai' }),
  InboxExtendProcessorRole: {
    ...processing('Extend', { provider: 'extend', source: 'extend' }),
    // One of its sources is reconciled.
    'dynamodb:GetItem': ['InboxEventStoreTable.Arn'],
  },
  InboxReconciliationExtendReconcilerRole: {
    ...logging('InboxReconciliationExtendReconcilerLogs'),
    'dynamodb:GetItem': ['InboxEventStoreTable.Arn'],
    'dynamodb:PutItem': ['InboxEventStoreTable.Arn'],
    'dynamodb:Query': ['InboxEventStoreTable.Arn/index/byDocument'],
    'secretsmanager:GetSecretValue': ['InboxSecretsextendApiToken', 'InboxSettingsVersion'],
    'sqs:SendMessage': ['InboxExtendQueueMessages.Arn'],
  },
};

function processing(construct: string, of: { readonly provider: string; readonly source: string }) {
  const queue = [`Inbox${construct}QueueMessages.Arn`];
  // Limai sends nothing as a link.
  const archive = of.provider === 'limai' ? [] : [`InboxBucket.Arn/archive/provider=${of.provider}/*`];
  const results = `InboxBucket.Arn/results/provider=${of.provider}/*`;
  return {
    ...logging(`Inbox${construct}ProcessorLogs`),
    'dynamodb:UpdateItem': ['InboxEventStoreTable.Arn'],
    's3:GetObject': [...archive, `InboxBucket.Arn/raw/${of.provider}/*`, results],
    's3:ListBucket': ['InboxBucket.Arn'],
    's3:PutObject': [...archive, results],
    'secretsmanager:GetSecretValue': [`InboxSecrets${of.source}ApiToken`, 'InboxSettingsVersion'],
    'sqs:DeleteMessage': queue,
    'sqs:GetQueueAttributes': queue,
    'sqs:ReceiveMessage': queue,
    'sqs:SendMessage': queue,
  };
}

function logging(group: string) {
  const arns = [`${group}.Arn`];
  return { 'logs:CreateLogStream': arns, 'logs:PutLogEvents': arns };
}

const POLICIES = findStatements(synthesize());
/** With every option that grants more. */
const FULL = synthesize(permissionsConfig);
const EVERYTHING = findStatements(FULL);
const REASONS = explainedRoles(FULL);

function findStatements(template: Template) {
  return [...policiesOf(template)].map(([role, policies]) => ({
    role,
    statements: policies.flatMap(
      ({ Properties }) => (readable(Properties.PolicyDocument) as { Statement: Statement[] }).Statement,
    ),
  }));
}

function toList(value: string | readonly string[]): readonly string[] {
  return typeof value === 'string' ? [value] : value;
}

/** Without the hash in each logical id: `InboxBucket.Arn/raw/*`. */
function findResources({ Resource }: Statement): readonly string[] {
  return toList(Resource).map(plainArn);
}

function pairs(actions: readonly string[], resources: readonly string[]): readonly string[] {
  return actions.flatMap((action) => resources.map((resource) => `${action} on ${resource}`));
}

/** Each action with everything it is allowed on. */
function allowedBy(statements: readonly Statement[]): Record<string, readonly string[]> {
  const actions = new Set(statements.flatMap(({ Action }) => toList(Action)));
  return Object.fromEntries(
    [...actions].map((action) => {
      const granting = statements.filter(({ Action }) => toList(Action).includes(action));
      return [action, [...new Set(granting.flatMap(findResources))].sort()];
    }),
  );
}

describe('permissions', () => {
  it.each(POLICIES)('$role may take exactly its listed actions, on exactly their resources', (policy) => {
    expect(allowedBy(policy.statements)).toEqual(ALLOWED[policy.role]);
  });

  it('covers every role', () => {
    expect(POLICIES.map(({ role }) => role).sort()).toEqual(Object.keys(ALLOWED).sort());
  });

  it.each(EVERYTHING)(
    '$role may take no action by wildcard, and its policy denies nothing',
    ({ statements }) => {
      expect(statements.map(({ Effect }) => Effect)).not.toContain('Deny');
      const actions = statements.flatMap(({ Action }) => toList(Action));
      expect(actions.filter((action) => action.includes('*'))).toEqual([]);
    },
  );

  it.each(EVERYTHING)(
    '$role has for each grant a reason beside it, and one more for what is wide',
    (policy) => {
      const { grants } = REASONS.find(({ role }) => `${role}Role` === policy.role) ?? { grants: [] };
      const said = grants.flatMap(({ actions, resources, why, wildcard }) =>
        pairs(actions, resources).filter((pair) => why && (wildcard || !pair.includes('*'))),
      );
      const granted = policy.statements.flatMap((each) => pairs(toList(each.Action), findResources(each)));
      expect([...new Set(said)].sort()).toEqual([...new Set(granted)].sort());
    },
  );

  it('lets a processor use the bodies and archived content of its provider, and of no other, however many sources there are', () => {
    const sources = [
      { id: 'one', provider: 'extend' },
      { id: 'one-2', provider: 'extend' },
      { id: 'other', provider: 'limai' },
    ] as const;
    const policies = findStatements(synthesize({ sources }));
    const objects = (role: string, action: string) =>
      allowedBy(policies.find((policy) => policy.role === role)?.statements ?? [])[action];
    const below = (prefix: string) => `InboxBucket.Arn/${prefix}*`;
    const written = [archivePrefix('extend'), resultPrefix('extend')].map(below);
    const read = [archivePrefix('extend'), rawPrefix('extend'), resultPrefix('extend')].map(below);
    expect(objects('InboxExtendProcessorRole', 's3:PutObject')).toEqual(written);
    expect(objects('InboxExtendProcessorRole', 's3:GetObject')).toEqual(read);
    expect(objects('InboxLimaiProcessorRole', 's3:PutObject')).toEqual([below(resultPrefix('limai'))]);
    expect(objects('InboxLimaiProcessorRole', 's3:GetObject')).toEqual(
      [rawPrefix('limai'), resultPrefix('limai')].map(below),
    );
  });

  it('names the objects of a provider by what their keys begin with', () => {
    const result = { provider: 'p', source: 's', receivedAt: Date.UTC(2026, 0), eventId: 'e' };
    expect(resultKey(result).startsWith(resultPrefix('p'))).toBe(true);
    expect(resultKey({ ...result, provider: 'p2' }).startsWith(resultPrefix('p'))).toBe(false);
    expect(rawKey({ id: 's', provider: 'p' }, 'hash').startsWith(rawPrefix('p'))).toBe(true);
    expect(rawKey({ id: 's', provider: 'p2' }, 'hash').startsWith(rawPrefix('p'))).toBe(false);
    expect(archiveKey(result).startsWith(archivePrefix('p'))).toBe(true);
    expect(archiveKey({ ...result, provider: 'p2' }).startsWith(archivePrefix('p'))).toBe(false);
  });
});

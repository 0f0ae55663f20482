import { createHash } from 'node:crypto';
import { arn } from '../../template/arn';
import { ACCOUNT, REGION } from '../../template/stack-scope';
import { physicalName } from './physical-name';
import { NO_TAGS, type ResourceHandler } from './resource-handler';

/** Resources that the local run itself plays: nothing is created, they only get a name. */

const NO_METRICS = 'there is no CloudWatch locally';
const DESCRIPTION = { Description: 'is for people' };

export const lambdaFunction: ResourceHandler = {
  applied: [
    'FunctionName',
    'Code',
    'Handler',
    'Runtime',
    'Role',
    'Environment',
    'Timeout',
    'MemorySize',
    'ReservedConcurrentExecutions',
    'PackageType',
    'LoggingConfig',
    'TracingConfig',
  ],
  leftOut: {
    ...NO_TAGS,
    ...DESCRIPTION,
    Architectures: 'functions run on this machine',
    EphemeralStorage: 'functions use the disk of this machine',
    RecursiveLoop: 'nothing detects loops locally',
    RuntimeManagementConfig: 'functions run on the Node of this machine',
  },
  create: ({ logicalId, properties }, { stackName }) => {
    const name = String(properties.FunctionName ?? physicalName(stackName, logicalId, { maxLength: 64 }));
    return { physicalId: name, attributes: { Arn: arn('lambda', `function:${name}`) } };
  },
};

export const eventSourceMapping: ResourceHandler = {
  applied: [
    'BatchSize',
    'Enabled',
    'EventSourceArn',
    'FunctionName',
    'FunctionResponseTypes',
    'MaximumBatchingWindowInSeconds',
    'ScalingConfig',
  ],
  leftOut: { ...NO_TAGS, MetricsConfig: NO_METRICS },
  create: ({ logicalId }) => ({ physicalId: logicalId, attributes: { Id: logicalId } }),
};

export const httpApi: ResourceHandler = {
  applied: ['Name', 'ProtocolType'],
  leftOut: {
    ...NO_TAGS,
    ...DESCRIPTION,
    DisableExecuteApiEndpoint: 'the local HTTP API has one address',
    CorsConfiguration: 'webhooks do not come from browsers',
  },
  create: ({ logicalId }, { apiEndpoint }) => {
    const id = logicalId.toLowerCase();
    const ApiEndpoint = apiEndpoint ?? `https://${id}.execute-api.${REGION}.amazonaws.com`;
    return { physicalId: id, attributes: { ApiId: id, ApiEndpoint } };
  },
};

export const httpStage: ResourceHandler = {
  applied: ['ApiId', 'AutoDeploy', 'StageName', 'RouteSettings', 'DefaultRouteSettings'],
  leftOut: { ...NO_TAGS, ...DESCRIPTION, AccessLogSettings: 'there are no access logs locally' },
  create: ({ properties }) => ({ physicalId: String(properties.StageName), attributes: {} }),
};

export const httpRoute: ResourceHandler = {
  applied: ['ApiId', 'RouteKey', 'Target', 'AuthorizationType'],
  leftOut: {},
  create: ({ logicalId }) => ({ physicalId: logicalId, attributes: { RouteId: logicalId } }),
};

export const httpIntegration: ResourceHandler = {
  applied: ['ApiId', 'IntegrationType', 'IntegrationUri', 'PayloadFormatVersion', 'IntegrationMethod'],
  leftOut: { ...DESCRIPTION, TimeoutInMillis: 'the local HTTP API has the 30 s of API Gateway' },
  create: ({ logicalId }) => ({ physicalId: logicalId, attributes: { IntegrationId: logicalId } }),
};

export const eventRule: ResourceHandler = {
  applied: ['Name', 'ScheduleExpression', 'State', 'Targets'],
  leftOut: { ...NO_TAGS, ...DESCRIPTION },
  create: ({ logicalId, properties }, { stackName }) => {
    const name = String(properties.Name ?? physicalName(stackName, logicalId, { maxLength: 64 }));
    return { physicalId: name, attributes: { Arn: arn('events', `rule/${name}`) } };
  },
};

export const iamRole: ResourceHandler = {
  applied: ['RoleName', 'AssumeRolePolicyDocument', 'ManagedPolicyArns', 'Policies'],
  leftOut: { ...NO_TAGS, ...DESCRIPTION, MaxSessionDuration: 'sessions do not expire locally' },
  create: ({ logicalId, properties }, { stackName }) => {
    const name = String(properties.RoleName ?? physicalName(stackName, logicalId, { maxLength: 64 }));
    return {
      physicalId: name,
      attributes: { Arn: `arn:aws:iam::${ACCOUNT}:role/${name}`, RoleId: name },
    };
  },
};

export const iamPolicy: ResourceHandler = {
  applied: ['PolicyName', 'PolicyDocument', 'Roles'],
  leftOut: {},
  create: ({ properties }) => ({ physicalId: String(properties.PolicyName), attributes: {} }),
};

/** Resources that only say who may do what: nothing is created, the gateway obeys them. */

export const bucketPolicy: ResourceHandler = {
  applied: ['Bucket', 'PolicyDocument'],
  leftOut: {},
  create: ({ logicalId }) => ({ physicalId: logicalId, attributes: {} }),
};

export const queuePolicy: ResourceHandler = {
  applied: ['Queues', 'PolicyDocument'],
  leftOut: {},
  create: ({ logicalId }) => ({ physicalId: logicalId, attributes: { Id: logicalId } }),
};

/** Encrypts nothing locally, and is asked whether it would. */
export const kmsKey: ResourceHandler = {
  applied: ['KeyPolicy'],
  leftOut: {
    ...NO_TAGS,
    Description: 'is for people',
    Enabled: 'local engines keep data unencrypted',
    EnableKeyRotation: 'there is nothing to rotate locally',
    RotationPeriodInDays: 'there is nothing to rotate locally',
    PendingWindowInDays: 'nothing is deleted locally',
  },
  create: ({ logicalId }, { stackName }) => {
    const digest = createHash('sha256').update(`${stackName}/${logicalId}`).digest('hex');
    const keyId = digest.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12}).*$/, '$1-$2-$3-$4-$5');
    return { physicalId: keyId, attributes: { Arn: arn('kms', `key/${keyId}`), KeyId: keyId } };
  },
};

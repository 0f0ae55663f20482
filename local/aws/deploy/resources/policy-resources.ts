import { createHash } from 'node:crypto';
import { arn } from '../../template/arn';
import { NO_TAGS, type ResourceHandler } from './resource-handler';

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

import { CreateBucketCommand, HeadBucketCommand, NotFound } from '@aws-sdk/client-s3';
import { REGION } from '../../template/stack-scope';
import { physicalName } from './physical-name';
import { type AwsClients, NO_ENCRYPTION, NO_TAGS, type ResourceHandler } from './resource-handler';

const NO_ACCESS_CONTROL = 'local engines do not authorize';

export const s3Bucket: ResourceHandler = {
  applied: ['BucketName'],
  leftOut: {
    ...NO_TAGS,
    BucketEncryption: NO_ENCRYPTION,
    VersioningConfiguration: 'the local S3 engine keeps one version',
    LifecycleConfiguration: 'nothing expires or moves locally',
    PublicAccessBlockConfiguration: NO_ACCESS_CONTROL,
    OwnershipControls: NO_ACCESS_CONTROL,
    AccessControl: NO_ACCESS_CONTROL,
    NotificationConfiguration: 'there is no EventBridge locally',
    LoggingConfiguration: 'there are no server access logs locally',
    IntelligentTieringConfigurations: 'storage classes differ only in price',
  },
  async create({ logicalId, properties }, { clients, stackName }) {
    const name = String(
      properties.BucketName ?? physicalName(stackName, logicalId, { maxLength: 63, lowerCase: true }),
    );
    if (!(await exists(clients, name))) {
      await clients.s3.send(new CreateBucketCommand({ Bucket: name }));
    }
    return {
      physicalId: name,
      attributes: {
        Arn: `arn:aws:s3:::${name}`,
        DomainName: `${name}.s3.amazonaws.com`,
        RegionalDomainName: `${name}.s3.${REGION}.amazonaws.com`,
      },
    };
  },
};

async function exists({ s3 }: AwsClients, Bucket: string): Promise<boolean> {
  try {
    await s3.send(new HeadBucketCommand({ Bucket }));
    return true;
  } catch (error) {
    if (error instanceof NotFound) {
      return false;
    }
    throw error;
  }
}

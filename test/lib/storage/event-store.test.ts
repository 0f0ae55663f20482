import { Match } from 'aws-cdk-lib/assertions';
import { reviewOf, synthesize } from '../synthesize';

const template = synthesize();

describe('event store', () => {
  it('reads as reviewed', () => {
    expect(reviewOf(template, 'EventStore')).toMatchSnapshot();
  });

  it('keeps the table when the stack is deleted, and can restore any second of it', () => {
    template.hasResource('AWS::DynamoDB::Table', {
      DeletionPolicy: 'RetainExceptOnCreate',
      UpdateReplacePolicy: 'Retain',
      Properties: {
        DeletionProtectionEnabled: false,
        PointInTimeRecoverySpecification: { PointInTimeRecoveryEnabled: true },
        TableName: Match.absent(),
      },
    });
  });

  it('refuses to delete the table once that is configured', () => {
    synthesize({ deletionProtection: true }).hasResourceProperties('AWS::DynamoDB::Table', {
      DeletionProtectionEnabled: true,
    });
  });

  it('lets a throw-away stack take its table with it', () => {
    synthesize({ protectData: false }).hasResource('AWS::DynamoDB::Table', {
      DeletionPolicy: 'Delete',
      Properties: { DeletionProtectionEnabled: false },
    });
  });

  it('copies into an index no more than its readers need, for each copy is a write', () => {
    template.hasResourceProperties('AWS::DynamoDB::Table', {
      GlobalSecondaryIndexes: [
        Match.objectLike({
          IndexName: 'byDocument',
          Projection: { ProjectionType: 'INCLUDE', NonKeyAttributes: ['eventId', 'eventType', 'source'] },
        }),
        Match.objectLike({ IndexName: 'byStatus', Projection: { ProjectionType: 'KEYS_ONLY' } }),
        Match.objectLike({ IndexName: 'byWork', Projection: { ProjectionType: 'KEYS_ONLY' } }),
      ],
    });
  });
});

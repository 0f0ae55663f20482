import type { RemovalPolicy } from 'aws-cdk-lib';
import { AttributeType, BillingMode, ProjectionType, Table, TableEncryption } from 'aws-cdk-lib/aws-dynamodb';
import { Construct } from 'constructs';
import { eventTableEnv } from '../../lambda/contracts/environment';
import { EVENT_TABLE } from '../../lambda/contracts/event-table';
import type { InboxFunction } from '../functions/inbox-function';
import type { InboxKey } from './inbox-key';

export interface EventStoreProps {
  readonly removalPolicy: RemovalPolicy;
  readonly deletionProtection: boolean;
  /** @default the key DynamoDB owns: free, and no call to KMS */
  readonly key?: InboxKey | undefined;
}

/** The record of every event: one on-demand table and its three indexes. */
export class EventStore extends Construct {
  readonly table: Table;
  private readonly key: InboxKey | undefined;

  constructor(scope: Construct, id: string, props: EventStoreProps) {
    super(scope, id);
    const { removalPolicy, deletionProtection, key } = props;
    this.key = key;
    this.table = new Table(this, 'Table', {
      partitionKey: { name: EVENT_TABLE.partitionKey, type: AttributeType.STRING },
      billingMode: BillingMode.PAY_PER_REQUEST,
      timeToLiveAttribute: EVENT_TABLE.ttl,
      pointInTimeRecoverySpecification: { pointInTimeRecoveryEnabled: true },
      deletionProtection,
      ...(key && { encryption: TableEncryption.CUSTOMER_MANAGED, encryptionKey: key.key }),
      removalPolicy,
    });
    for (const { name, partitionKey, sortKey, include } of Object.values(EVENT_TABLE.indexes)) {
      this.table.addGlobalSecondaryIndex({
        indexName: name,
        partitionKey: { name: partitionKey, type: AttributeType.STRING },
        sortKey: { name: sortKey, type: AttributeType.STRING },
        ...(include.length > 0
          ? { projectionType: ProjectionType.INCLUDE, nonKeyAttributes: [...include] }
          : { projectionType: ProjectionType.KEYS_ONLY }),
      });
    }
  }

  /** Ingest: creates records and renews bodies. A rejected write returns the existing record, so no read is needed. */
  grantClaim(fn: InboxFunction): void {
    this.grant(fn, ['dynamodb:PutItem'], 'Claims events: creates their records.');
    fn.allow(['dynamodb:UpdateItem'], [this.table.tableArn], {
      why: 'Renews the body of an event without a result, and reopens an event that ended for an expired link or a lost body.',
    });
  }

  /** Processor: updates records. A rejected update returns the record, so no read is needed. */
  grantProcess(fn: InboxFunction): void {
    this.grant(fn, ['dynamodb:UpdateItem'], 'Leases a record and changes its state.');
  }

  /** Sweeper: queries the work index, then reads and updates each record. */
  grantSweep(fn: InboxFunction): void {
    this.grant(fn, ['dynamodb:GetItem', 'dynamodb:UpdateItem'], 'Reads a due record and changes its state.');
    fn.allow(['dynamodb:Query'], [`${this.table.tableArn}/index/${EVENT_TABLE.indexes.byWork.name}`], {
      why: 'Reads due events from the work index.',
    });
  }

  /** Processor of a provider with reconciled sources: only one of a webhook and its reconciled duplicate stores a result. */
  grantShareResults(fn: InboxFunction): void {
    fn.allow(['dynamodb:GetItem'], [this.table.tableArn], {
      why: 'Reads the other event when a webhook and reconciliation describe the same document.',
    });
  }

  /** Reconciler: looks up each listed document, claims what is missing, and saves its checkpoint. */
  grantReconcile(fn: InboxFunction): void {
    this.grant(
      fn,
      ['dynamodb:GetItem', 'dynamodb:PutItem'],
      'Reads the events of a document, claims what never arrived, and saves its checkpoint.',
    );
    fn.allow(['dynamodb:Query'], [`${this.table.tableArn}/index/${EVENT_TABLE.indexes.byDocument.name}`], {
      why: 'Looks up the known events of a document.',
    });
  }

  private grant(fn: InboxFunction, actions: string[], why: string): void {
    fn.allow(actions, [this.table.tableArn], { why });
    // For reads and writes DynamoDB decrypts the table key on behalf of the caller; the rest runs under its own grant.
    this.key?.grantUse(fn, 'dynamodb', ['kms:Decrypt']);
    fn.provide(eventTableEnv, { EVENT_TABLE_NAME: this.table.tableName });
  }
}

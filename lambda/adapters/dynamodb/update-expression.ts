import type { UpdateItemCommandInput } from '@aws-sdk/client-dynamodb';
import { EVENT_TABLE } from '../../contracts/event-table';
import type { ConditionalWrite, Expectation } from '../../domain/lifecycle/conditional-write';
import type { Attribute } from '../../domain/record/event-record';
import { type Item, toAttribute, toItem } from './event-item';

type UpdateParts = Pick<
  UpdateItemCommandInput,
  'UpdateExpression' | 'ConditionExpression' | 'ExpressionAttributeNames' | 'ExpressionAttributeValues'
>;

/** Every attribute is aliased, because any may be one of DynamoDB's 573 reserved words one day. */
export function updateExpression(write: ConditionalWrite): UpdateParts {
  const assigned = toItem({ ...write.set, writeId: write.writeId });
  const attributes = new Set<string>([
    EVENT_TABLE.partitionKey,
    ...Object.keys(assigned),
    ...write.remove,
    ...write.expect.map((expectation) => expectation.attribute),
  ]);
  return {
    UpdateExpression: assignments(Object.keys(assigned), write.remove),
    ConditionExpression: [
      `attribute_exists(#${EVENT_TABLE.partitionKey})`,
      ...write.expect.map(condition),
    ].join(' AND '),
    ExpressionAttributeNames: Object.fromEntries([...attributes].map((name) => [`#${name}`, name])),
    ExpressionAttributeValues: { ...setValues(assigned), ...expectedValues(write.expect) },
  };
}

function assignments(set: readonly string[], remove: readonly Attribute[]): string {
  const removal = remove.length > 0 ? ` REMOVE ${remove.map((name) => `#${name}`).join(', ')}` : '';
  return `SET ${set.map((name) => `#${name} = :${name}`).join(', ')}${removal}`;
}

function condition(expectation: Expectation, index: number): string {
  const name = `#${expectation.attribute}`;
  if ('equals' in expectation) {
    return `${name} = :expected${index}`;
  }
  const absent = `attribute_not_exists(${name})`;
  return 'absent' in expectation ? absent : `(${absent} OR ${name} <= :expected${index})`;
}

function setValues(assigned: Item): Item {
  return Object.fromEntries(Object.entries(assigned).map(([name, value]) => [`:${name}`, value]));
}

function expectedValues(expectations: readonly Expectation[]): Item {
  const values: Item = {};
  for (const [index, expectation] of expectations.entries()) {
    if (!('absent' in expectation)) {
      values[`:expected${index}`] = toAttribute(
        expectation.attribute,
        'equals' in expectation ? expectation.equals : expectation.absentOrAtMost,
      );
    }
  }
  return values;
}

import { asList, asObject, type JsonObject } from '../../template/json';
import { AwsError, type Exchange, jsonAnswer, parseJson, type WholeAnswer, withJson } from '../exchange';
import { KeyLock } from '../key-lock';
import { onward, type Upstream } from '../upstream';

const ITEM_WRITES = new Set(['PutItem', 'UpdateItem', 'DeleteItem']);
/** Of UpdateTable, what dynalite knows; the rest is answered as accepted. */
const UPDATABLE = [
  'BillingMode',
  'ProvisionedThroughput',
  'GlobalSecondaryIndexUpdates',
  'AttributeDefinitions',
];

interface TableMemory {
  keyNames?: readonly string[];
  timeToLive?: JsonObject;
  deletionProtection?: boolean;
}

/** Supplies what dynalite 4.0.0 lacks and the stack, or a newcomer's client, needs. */
export class DynaliteGaps {
  readonly #lock = new KeyLock();
  readonly #tables = new Map<string, TableMemory>();

  constructor(private readonly upstream: Upstream) {}

  answer(exchange: Exchange, action: string): Promise<WholeAnswer> {
    const input = parseJson(exchange.body);
    if (ITEM_WRITES.has(action)) {
      return this.#writeItem(exchange, input);
    }
    switch (action) {
      case 'BatchWriteItem':
        return this.#writeBatch(exchange, input);
      case 'UpdateTable':
        return this.#updateTable(exchange, input);
      case 'CreateTable':
        return this.#createTable(exchange, input);
      case 'DeleteTable':
        return this.#deleteTable(exchange, input);
      case 'DescribeTable':
        return this.#describeTable(exchange, input);
      case 'UpdateTimeToLive':
        return this.#updateTimeToLive(exchange, input);
      case 'DescribeTimeToLive':
        return this.#describeTimeToLive(exchange, input);
      default:
        return this.upstream.send(onward(exchange));
    }
  }

  /** dynalite leaves out the old item of a refused write. Reading it afterwards is only sound while nobody else writes it. */
  async #writeItem(exchange: Exchange, input: JsonObject): Promise<WholeAnswer> {
    const key = await this.#keyOf(exchange, input, asObject(input.Key ?? input.Item));
    return this.#lock.run(lockName(input, key), async () => {
      const answer = await this.upstream.send(onward(exchange));
      if (answer.status === 200 || input.ReturnValuesOnConditionCheckFailure !== 'ALL_OLD') {
        return answer;
      }
      const error = parseJson(answer.body);
      if (!String(error.__type).endsWith('ConditionalCheckFailedException')) {
        return answer;
      }
      const { Item } = await this.#call(exchange, 'GetItem', {
        TableName: input.TableName ?? '',
        Key: key,
        ConsistentRead: true,
      });
      return Item === undefined ? answer : withJson(answer, { ...error, Item });
    });
  }

  async #writeBatch(exchange: Exchange, input: JsonObject): Promise<WholeAnswer> {
    const names: string[] = [];
    for (const [TableName, requests] of Object.entries(asObject(input.RequestItems))) {
      for (const request of asList(requests)) {
        const { PutRequest, DeleteRequest } = asObject(request);
        const item = asObject(asObject(PutRequest).Item ?? asObject(DeleteRequest).Key);
        names.push(lockName({ TableName }, await this.#keyOf(exchange, { TableName }, item)));
      }
    }
    return this.#lock.runAll(names, () => this.upstream.send(onward(exchange)));
  }

  async #createTable(exchange: Exchange, input: JsonObject): Promise<WholeAnswer> {
    const answer = await this.upstream.send(onward(exchange));
    if (answer.status === 200) {
      this.#tables.set(String(input.TableName), {
        deletionProtection: input.DeletionProtectionEnabled === true,
      });
    }
    return answer;
  }

  async #updateTable(exchange: Exchange, input: JsonObject): Promise<WholeAnswer> {
    if (typeof input.DeletionProtectionEnabled === 'boolean') {
      this.#memory(input).deletionProtection = input.DeletionProtectionEnabled;
    }
    const known = Object.fromEntries(Object.entries(input).filter(([name]) => UPDATABLE.includes(name)));
    if (Object.keys(known).length === 0) {
      const { Table } = await this.#call(exchange, 'DescribeTable', { TableName: input.TableName ?? '' });
      return jsonAnswer({ TableDescription: Table ?? {} });
    }
    // dynalite answers 200 and adds no index.
    if (asList(known.GlobalSecondaryIndexUpdates).some((update) => asObject(update).Create !== undefined)) {
      throw new AwsError(
        400,
        'ValidationException',
        `Table ${String(input.TableName)}: the dynalite engine cannot add an index to a table that exists. Use dynoxide, or another data directory.`,
      );
    }
    const body: JsonObject = { ...known, TableName: input.TableName ?? '' };
    return this.upstream.send({ ...onward(exchange), body: Buffer.from(JSON.stringify(body)) });
  }

  async #deleteTable(exchange: Exchange, input: JsonObject): Promise<WholeAnswer> {
    if (this.#memory(input).deletionProtection) {
      throw new AwsError(
        400,
        'ValidationException',
        'Resource cannot be deleted as it is currently protected against deletion. Disable deletion protection first.',
      );
    }
    this.#tables.delete(String(input.TableName));
    return this.upstream.send(onward(exchange));
  }

  async #describeTable(exchange: Exchange, input: JsonObject): Promise<WholeAnswer> {
    const answer = await this.upstream.send(onward(exchange));
    if (answer.status !== 200) {
      return answer;
    }
    const DeletionProtectionEnabled = this.#memory(input).deletionProtection ?? false;
    return withJson(answer, {
      Table: { ...asObject(parseJson(answer.body).Table), DeletionProtectionEnabled },
    });
  }

  async #updateTimeToLive(exchange: Exchange, input: JsonObject): Promise<WholeAnswer> {
    await this.#call(exchange, 'DescribeTable', { TableName: input.TableName ?? '' });
    const TimeToLiveSpecification = asObject(input.TimeToLiveSpecification);
    this.#memory(input).timeToLive = TimeToLiveSpecification;
    return jsonAnswer({ TimeToLiveSpecification });
  }

  async #describeTimeToLive(exchange: Exchange, input: JsonObject): Promise<WholeAnswer> {
    await this.#call(exchange, 'DescribeTable', { TableName: input.TableName ?? '' });
    const { Enabled, AttributeName } = this.#memory(input).timeToLive ?? {};
    const description: JsonObject =
      Enabled === true && AttributeName !== undefined
        ? { TimeToLiveStatus: 'ENABLED', AttributeName }
        : { TimeToLiveStatus: 'DISABLED' };
    return jsonAnswer({ TimeToLiveDescription: description });
  }

  async #keyOf(exchange: Exchange, { TableName }: JsonObject, item: JsonObject): Promise<JsonObject> {
    const memory = this.#memory({ TableName: TableName ?? '' });
    memory.keyNames ??= await this.#keyNames(exchange, String(TableName));
    return Object.fromEntries(memory.keyNames.map((name) => [name, item[name] ?? null]));
  }

  async #keyNames(exchange: Exchange, TableName: string): Promise<readonly string[]> {
    const { Table } = await this.#call(exchange, 'DescribeTable', { TableName });
    return asList(asObject(Table).KeySchema).map((element) => String(asObject(element).AttributeName));
  }

  /** A call of our own, signed as the caller's was. */
  async #call(exchange: Exchange, action: string, input: JsonObject): Promise<JsonObject> {
    const answer = await this.upstream.send({
      ...onward(exchange),
      headers: { ...exchange.headers, 'x-amz-target': `DynamoDB_20120810.${action}` },
      body: Buffer.from(JSON.stringify(input)),
    });
    const output = parseJson(answer.body);
    if (answer.status !== 200) {
      throw new AwsError(answer.status, String(output.__type), String(output.message ?? ''));
    }
    return output;
  }

  #memory({ TableName }: JsonObject): TableMemory {
    const name = String(TableName);
    const memory = this.#tables.get(name) ?? {};
    this.#tables.set(name, memory);
    return memory;
  }
}

function lockName({ TableName }: JsonObject, key: JsonObject): string {
  return JSON.stringify([TableName, key]);
}

import { asList, asObject, type JsonObject } from '../../template/json';
import { type Exchange, parseJson, type WholeAnswer, withJson } from '../exchange';
import type { CapacityCount } from '../gateway.types';

const READS = new Set(['GetItem', 'Query', 'Scan', 'BatchGetItem', 'TransactGetItems']);
const WRITES = new Set(['PutItem', 'UpdateItem', 'DeleteItem', 'BatchWriteItem', 'TransactWriteItems']);
const REFUSED = /ConditionalCheckFailedException/;

interface Units {
  readonly caller: string;
  readonly table: string;
  readUnits: number;
  writeUnits: number;
}

/** Adds up what DynamoDB would bill: asks for the consumed capacity where the caller did not, and keeps that from the caller. */
export class CapacityMeter {
  readonly #units = new Map<string, Units>();

  measures(action: string): boolean {
    return READS.has(action) || WRITES.has(action);
  }

  async measure(
    exchange: Exchange,
    action: string,
    carryOut: (exchange: Exchange) => Promise<WholeAnswer>,
  ): Promise<WholeAnswer> {
    const input = parseJson(exchange.body);
    const asked = input.ReturnConsumedCapacity !== undefined && input.ReturnConsumedCapacity !== 'NONE';
    const body = asked
      ? exchange.body
      : Buffer.from(JSON.stringify({ ...input, ReturnConsumedCapacity: 'TOTAL' }));
    const answer = await carryOut({ ...exchange, body });
    const output = parseJson(answer.body);
    if (answer.status !== 200) {
      this.#addRefusal(exchange.caller, input, output);
      return answer;
    }
    this.#addConsumed(exchange.caller, action, output);
    const { ConsumedCapacity: _hidden, ...visible } = output;
    return asked ? answer : withJson(answer, visible);
  }

  list(): readonly CapacityCount[] {
    return [...this.#units.values()].map((units) => ({ ...units }));
  }

  #addConsumed(caller: string, action: string, output: JsonObject): void {
    const consumed = Array.isArray(output.ConsumedCapacity)
      ? asList(output.ConsumedCapacity)
      : [output.ConsumedCapacity];
    for (const entry of consumed) {
      const { TableName, CapacityUnits } = asObject(entry);
      const units = this.#of(caller, String(TableName));
      units[WRITES.has(action) ? 'writeUnits' : 'readUnits'] += Number(CapacityUnits ?? 0);
    }
  }

  /** AWS bills a refused conditional write by the size of the item it met; engines report nothing, so it counts as one unit. */
  #addRefusal(caller: string, input: JsonObject, output: JsonObject): void {
    if (REFUSED.test(String(output.__type))) {
      this.#of(caller, String(input.TableName)).writeUnits += 1;
    }
  }

  #of(caller: string, table: string): Units {
    const key = `${caller} ${table}`;
    const units = this.#units.get(key) ?? { caller, table, readUnits: 0, writeUnits: 0 };
    this.#units.set(key, units);
    return units;
  }
}

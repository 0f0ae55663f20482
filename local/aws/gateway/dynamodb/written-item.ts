import { asObject, isObject, type JsonObject } from '../../template/json';
import { type Exchange, parseJson, type WholeAnswer } from '../exchange';
import type { WrittenItem } from '../gateway.types';

/** The item that a successful call wrote; undefined where neither call nor answer holds all of it. */
export function findWritten(
  exchange: Exchange,
  action: string,
  answer: WholeAnswer,
): WrittenItem | undefined {
  if (action !== 'PutItem' && action !== 'UpdateItem') {
    return undefined;
  }
  const input = parseJson(exchange.body);
  const table = String(input.TableName);
  if (action === 'PutItem') {
    const item = asObject(input.Item);
    return { table, item, assigned: new Set(Object.keys(item)) };
  }
  const { Attributes: item } = input.ReturnValues === 'ALL_NEW' ? parseJson(answer.body) : {};
  return isObject(item) ? { table, item, assigned: findAssigned(input) } : undefined;
}

/** `SET #a = :a, b = :b REMOVE c` assigns a and b. */
function findAssigned({ UpdateExpression, ExpressionAttributeNames }: JsonObject): ReadonlySet<string> {
  const names = asObject(ExpressionAttributeNames);
  const [, assignments = ''] =
    /\bSET\s+(.*?)(?=\s(?:REMOVE|ADD|DELETE)\s|$)/is.exec(String(UpdateExpression)) ?? [];
  const paths = [...assignments.matchAll(/([#\w]+)\s*=/g)].map(([, path = '']) => path);
  return new Set(paths.map((path) => String(names[path] ?? path)));
}

import type { Engines } from '../engines/engines.types';
import { asObject, type JsonObject } from '../template/json';
import { type AwsService, targetAction } from './aws-service';
import type { CapacityMeter } from './capacity-meter';
import { DynaliteGaps } from './dynalite-gaps';
import { dynamoDbPermissions } from './dynamodb-permissions';
import { type Answer, type Exchange, jsonAnswer, parseJson, type WholeAnswer } from './exchange';
import type { Permission } from './permission';
import { onward, Upstream } from './upstream';

/** Point-in-time recovery: no engine knows it, and a deployer must be able to ask for it. */
const BACKUP_ACTIONS = new Set(['UpdateContinuousBackups', 'DescribeContinuousBackups']);

/** DynamoDB on either engine. */
export class DynamoDbService implements AwsService {
  readonly #upstream: Upstream;
  readonly #gaps: DynaliteGaps | undefined;

  constructor(
    engine: Engines['dynamodb'],
    private readonly meter?: CapacityMeter,
  ) {
    this.#upstream = new Upstream(engine.url);
    this.#gaps = engine.engine === 'dynalite' ? new DynaliteGaps(this.#upstream) : undefined;
  }

  action = targetAction;

  resource(exchange: Exchange): string {
    const input = parseJson(exchange.body);
    return String(input.TableName ?? Object.keys(asObject(input.RequestItems))[0] ?? '');
  }

  permissions(exchange: Exchange, action: string): readonly Permission[] {
    return dynamoDbPermissions(action, parseJson(exchange.body));
  }

  answer(exchange: Exchange, action: string): Promise<Answer> {
    if (BACKUP_ACTIONS.has(action)) {
      return Promise.resolve(jsonAnswer(backups(parseJson(exchange.body))));
    }
    const carryOut = (call: Exchange) => this.#carryOut(call, action);
    return this.meter?.measures(action) ? this.meter.measure(exchange, action, carryOut) : carryOut(exchange);
  }

  close(): void {
    this.#upstream.close();
  }

  #carryOut(exchange: Exchange, action: string): Promise<WholeAnswer> {
    return this.#gaps?.answer(exchange, action) ?? this.#upstream.send(onward(exchange));
  }
}

function backups({ PointInTimeRecoverySpecification: specification }: JsonObject): JsonObject {
  const enabled = asObject(specification).PointInTimeRecoveryEnabled === true;
  return {
    ContinuousBackupsDescription: {
      ContinuousBackupsStatus: 'ENABLED',
      PointInTimeRecoveryDescription: { PointInTimeRecoveryStatus: enabled ? 'ENABLED' : 'DISABLED' },
    },
  };
}

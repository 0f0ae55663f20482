import type { Engines } from '../../engines/engines.types';
import { asObject, type JsonObject } from '../../template/json';
import { type AwsService, targetAction } from '../aws-service';
import { type Answer, type Exchange, jsonAnswer, parseJson, type WholeAnswer } from '../exchange';
import type { GatewayOptions, Permission } from '../gateway.types';
import { onward, Upstream } from '../upstream';
import type { CapacityMeter } from './capacity-meter';
import { DynaliteGaps } from './dynalite-gaps';
import { dynamoDbPermissions } from './dynamodb-permissions';
import { findWritten } from './written-item';

/** Point-in-time recovery: no engine knows it, and a deployer must be able to ask for it. */
const BACKUP_ACTIONS = new Set(['UpdateContinuousBackups', 'DescribeContinuousBackups']);

/** DynamoDB on either engine. */
export class DynamoDbService implements AwsService {
  readonly #upstream: Upstream;
  readonly #gaps: DynaliteGaps | undefined;
  /** Tables whose recovery to a point in time was asked for. */
  readonly #recoverable = new Set<unknown>();

  constructor(
    engine: Engines['dynamodb'],
    private readonly watch: {
      readonly meter?: CapacityMeter | undefined;
      readonly onItemWritten?: GatewayOptions['onItemWritten'];
    } = {},
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

  async answer(exchange: Exchange, action: string): Promise<Answer> {
    if (BACKUP_ACTIONS.has(action)) {
      return jsonAnswer(this.#backups(parseJson(exchange.body)));
    }
    const { meter, onItemWritten } = this.watch;
    const carryOut = (call: Exchange) => this.#carryOut(call, action);
    const answer = await (meter?.measures(action)
      ? meter.measure(exchange, action, carryOut)
      : carryOut(exchange));
    const written = onItemWritten && answer.status === 200 && findWritten(exchange, action, answer);
    if (written) {
      onItemWritten(written);
    }
    return answer;
  }

  close(): void {
    this.#upstream.close();
  }

  #backups({ TableName, PointInTimeRecoverySpecification: specification }: JsonObject): JsonObject {
    if (specification !== undefined) {
      const isOn = asObject(specification).PointInTimeRecoveryEnabled === true;
      this.#recoverable[isOn ? 'add' : 'delete'](TableName);
    }
    const PointInTimeRecoveryStatus = this.#recoverable.has(TableName) ? 'ENABLED' : 'DISABLED';
    return {
      ContinuousBackupsDescription: {
        ContinuousBackupsStatus: 'ENABLED',
        PointInTimeRecoveryDescription: { PointInTimeRecoveryStatus },
      },
    };
  }

  #carryOut(exchange: Exchange, action: string): Promise<WholeAnswer> {
    return this.#gaps?.answer(exchange, action) ?? this.#upstream.send(onward(exchange));
  }
}

import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import type { AwsService } from './aws-service';
import { detectService, unknownServiceAnswer } from './detect-service';
import { CapacityMeter } from './dynamodb/capacity-meter';
import { DynamoDbService } from './dynamodb/dynamodb-service';
import { type Answer, AwsError, type Exchange, errorAnswer, readExchange } from './exchange';
import { FaultRules } from './fault-rules';
import type {
  AuthorizedCall,
  CallCount,
  Fault,
  Gateway,
  GatewayCall,
  GatewayOptions,
  Service,
} from './gateway.types';
import { S3Service } from './s3/s3-service';
import { SecretStore } from './secrets/secret-store';
import { SecretsService } from './secrets/secrets-service';
import { SqsService } from './sqs/sqs-service';

type Services = Readonly<Record<Service, AwsService>>;

/** The effect stands or does not, and the caller gets no answer. */
class HangUp extends Error {}

/** Starts the one AWS endpoint of the local run in front of the engines. */
export async function startGateway(options: GatewayOptions): Promise<Gateway> {
  const meter = options.meterCapacity ? new CapacityMeter() : undefined;
  const { engines, dataDir, onItemWritten } = options;
  let url = '';
  const services: Services = {
    dynamodb: new DynamoDbService(engines.dynamodb, { meter, onItemWritten }),
    sqs: new SqsService(engines.fauxqs.sqsUrl, () => url),
    s3: new S3Service(engines.fauxqs.s3Url),
    secretsmanager: new SecretsService(await SecretStore.open(dataDir && join(dataDir, 'secrets.json'))),
  };
  const calls = new CallServer(services, options);
  const server = createServer((request, response) => void calls.serve(request, response));
  // Clients keep connections between calls; the default of 5 s would make them reconnect, or race with our close.
  server.keepAliveTimeout = 60_000;
  url = await listen(server);
  return {
    url,
    calls: () => calls.counts.list(),
    capacity: () => meter?.list() ?? [],
    addRule: (rule) => calls.rules.add(rule),
    stop: () => stop(server, services),
  };
}

/** Serves each call: identifies caller and action, authorizes it, applies faults, carries it out and answers. */
class CallServer {
  readonly counts = new CallCounts();
  readonly rules = new FaultRules();

  constructor(
    private readonly services: Services,
    private readonly options: GatewayOptions,
  ) {}

  async serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const service = detectService(request);
    if (service === undefined) {
      request.resume();
      write(response, unknownServiceAnswer(request.headers));
      return;
    }
    const gone = new AbortController();
    response.once('close', () => gone.abort());
    try {
      const exchange = await readExchange(request, gone.signal);
      write(response, await this.#answer(service, exchange));
    } catch (error) {
      fail(response, service, error);
    }
  }

  async #answer(name: Service, exchange: Exchange): Promise<Answer> {
    const service = this.services[name];
    const action = service.action(exchange);
    // Resource and permissions are worked out only when they are asked for: most calls pass without one of them.
    const call: AuthorizedCall = {
      service: name,
      action,
      caller: exchange.caller,
      get resource() {
        return service.resource(exchange);
      },
      get permissions() {
        return service.permissions(exchange, action);
      },
    };
    this.counts.add(call);
    this.options.authorize?.(call);
    const fault = this.rules.take(call);
    await disturb(fault);
    const answer = await service.answer(exchange, action);
    const disclosed = service.disclosure?.(exchange, action, answer) ?? [];
    this.#disclose(answer, {
      service: name,
      action,
      caller: exchange.caller,
      resource: '',
      permissions: disclosed,
    });
    if (fault?.kind === 'hang-up') {
      throw new HangUp();
    }
    return answer;
  }

  /** @throws AwsError in place of an answer that the caller must not learn */
  #disclose(answer: Answer, call: AuthorizedCall): void {
    if (call.permissions.length === 0) {
      return;
    }
    try {
      this.options.authorize?.(call);
    } catch (error) {
      if (!Buffer.isBuffer(answer.body)) {
        // Read to its end, so that the connection to the engine is free again.
        answer.body.resume();
      }
      throw error;
    }
  }
}

async function disturb(fault: Fault | undefined): Promise<void> {
  if (fault?.kind === 'error') {
    throw new AwsError(fault.status, fault.code, fault.message ?? 'Injected by a fault rule.');
  }
  if (fault?.kind === 'delay') {
    await pause(fault.milliseconds);
  }
  if (fault?.kind === 'hang-up' && fault.when === 'before') {
    throw new HangUp();
  }
}

function write(response: ServerResponse, answer: Answer): void {
  if (Buffer.isBuffer(answer.body)) {
    // A HEAD answer has the length of what it does not send.
    const length = answer.headers['content-length'] ?? answer.body.length;
    response.writeHead(answer.status, { ...answer.headers, 'content-length': length }).end(answer.body);
    return;
  }
  response.writeHead(answer.status, answer.headers);
  answer.body.once('error', () => response.destroy());
  answer.body.pipe(response);
}

function fail(response: ServerResponse, service: Service, error: unknown): void {
  if (error instanceof HangUp || response.headersSent) {
    response.destroy();
    return;
  }
  const known =
    error instanceof AwsError
      ? error
      : new AwsError(500, 'InternalFailure', `The local ${service} engine did not answer.`);
  write(response, errorAnswer(service, known));
}

async function listen(server: Server): Promise<string> {
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject).listen(0, '127.0.0.1', resolve);
  });
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

async function stop(server: Server, services: Services): Promise<void> {
  const closed = new Promise((resolve) => server.close(resolve));
  server.closeAllConnections();
  await closed;
  for (const service of Object.values(services)) {
    service.close();
  }
}

/** How often who called what. */
export class CallCounts {
  readonly #counts = new Map<string, { readonly call: GatewayCall; count: number }>();

  add(call: GatewayCall): void {
    const key = `${call.service} ${call.action} ${call.caller}`;
    const entry = this.#counts.get(key);
    if (entry) {
      entry.count += 1;
    } else {
      this.#counts.set(key, { call, count: 1 });
    }
  }

  list(): readonly CallCount[] {
    return [...this.#counts.values()].map(({ call: { service, action, caller }, count }) => ({
      service,
      action,
      caller,
      count,
    }));
  }
}

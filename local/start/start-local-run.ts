import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { ADMINISTRATORS } from '../authorization/administrators';
import type { Authorization } from '../authorization/authorization';
import { type AwsClients, awsClients } from '../deploy/aws-clients';
import { deploy } from '../deploy/deploy';
import type { Deployment } from '../deploy/deployment';
import { type Poller, startPoller } from '../events/start-poller';
import { startScheduler } from '../events/start-scheduler';
import { type Front, startFront } from '../front/start-front';
import type { Gateway } from '../gateway/gateway.types';
import { mappingCredentials } from '../lambda/function-credentials';
import { type LambdaHost, startLambdaHost } from '../lambda/lambda-host';
import { type Simulator, startSimulators } from '../simulators';
import { loadTemplate } from '../template/load-template';
import { REGION } from '../template/stack-scope';
import { AuthorizedLog } from './authorized-log';
import { Closers } from './closers';
import { prepareDataDirectory } from './data-directory';
import { type Endpoints, endpointsOf } from './endpoints';
import { writeEndpointsFile } from './endpoints-file';
import { openFunctionLog } from './function-log';
import { localFunctions } from './local-functions';
import type { LocalRunOptions } from './local-run-options';
import { fillSecrets, type SourceSecrets } from './local-secrets';
import { type LocalSource, sourcesOf } from './local-source';
import { LOCAL_DIR } from './project-root';
import { type LocalAws, startAws } from './start-aws';
import { synthesize } from './synthesize';

/** A stack that runs on this machine. */
export interface LocalRun extends Pick<LambdaHost, 'invoke' | 'kill'> {
  readonly endpoints: Endpoints;
  readonly deployment: Deployment;
  /** Absent on somebody else's AWS endpoint. */
  readonly gateway?: Gateway | undefined;
  /** Judges every call of the functions; its report says what they used. Absent on somebody else's AWS endpoint. */
  readonly authorization?: Authorization | undefined;
  /** Provider → its simulator, unless another API takes its place. */
  readonly simulators: Readonly<Record<string, Simulator>>;
  /** File with what the functions print. */
  readonly logFile: string;
  /** Rejects when a part ends by itself; never resolves. */
  readonly failed: Promise<never>;
  stop(): Promise<void>;
}

/** How long batches under way may take to end when the run stops. */
const DRAIN_MS = 1_500;

/** Starts what the synthesized template says, with everything around it; if one part cannot start, none stays. */
export async function startLocalRun(options: LocalRunOptions = {}): Promise<LocalRun> {
  const closers = new Closers();
  try {
    return await new Starter(options, closers).start();
  } catch (error) {
    await closers.close().catch(() => {});
    throw error;
  }
}

/** The parts that know each other's addresses. */
interface Parts {
  readonly aws: LocalAws;
  readonly front: Front;
  readonly deployment: Deployment;
  readonly sources: readonly LocalSource[];
  readonly secrets: ReadonlyMap<string, SourceSecrets>;
  readonly simulators: Readonly<Record<string, Simulator>>;
}

class Starter {
  constructor(
    private readonly options: LocalRunOptions,
    private readonly closers: Closers,
  ) {}

  async start(): Promise<LocalRun> {
    // First, so that a taken port is said at once.
    const front = await this.opened(startFront({ port: this.options.port ?? 0 }));
    if (this.options.dataDir !== undefined) {
      prepareDataDirectory(this.options.dataDir);
    }
    const directory = await this.synthesized();
    this.progress('starting the AWS engines');
    const aws = await this.opened(startAws(this.options));
    this.progress(
      aws.dynamodb ? `creating the stack's resources (${aws.dynamodb})` : `deploying to ${aws.url}`,
    );
    const template = await loadTemplate(directory);
    const deployment = await deploy(template, { endpoint: aws.url, apiEndpoint: front.url });
    aws.authorization?.govern(deployment);
    const sources = sourcesOf(deployment);
    const clients = awsClients(aws.url, ADMINISTRATORS.operator);
    this.closers.add(() => clients.destroy());
    const secrets = await fillSecrets(clients.secrets, sources);
    const simulators = await this.simulators(sources, secrets);
    return this.run({ aws, front, deployment, sources, secrets, simulators });
  }

  private async synthesized(): Promise<string> {
    const { cdkOutDir: outDir = join(LOCAL_DIR, 'cdk.out'), config, synthesized } = this.options;
    if (!synthesized) {
      this.progress('synthesizing the app');
      await synthesize({ outDir, config });
    }
    return outDir;
  }

  private async simulators(
    sources: readonly LocalSource[],
    secrets: ReadonlyMap<string, SourceSecrets>,
  ): Promise<Record<string, Simulator>> {
    const { providerUrls = {}, dataDir } = this.options;
    const apiTokens: Record<string, string[]> = {};
    for (const { id, provider } of sources.filter((source) => !(source.provider in providerUrls))) {
      apiTokens[provider] = [...(apiTokens[provider] ?? []), secrets.get(id)?.apiToken ?? ''];
    }
    this.progress('starting the provider simulators');
    const kept = dataDir === undefined ? {} : { dataDir: join(dataDir, 'simulators') };
    const started = await startSimulators({ apiTokens, ...kept });
    this.closers.add(() => Promise.all(Object.values(started).map((simulator) => simulator.stop())));
    return started;
  }

  private async run(parts: Parts): Promise<LocalRun> {
    const { aws, front, deployment, simulators } = parts;
    const { logFile, host } = this.host(parts);
    front.open({ routes: deployment.routes, invoke: host.invoke });
    await this.poll(deployment, aws, host);
    const scheduler = startScheduler({
      schedules: deployment.schedules,
      region: REGION,
      invoke: host.invoke,
    });
    this.closers.add(() => scheduler.stop());
    // Nobody is let in any more before the functions end, so that no caller sees them go.
    this.closers.add(() => front.stop());
    const endpoints = this.announce(parts);
    return {
      endpoints,
      deployment,
      gateway: aws.gateway,
      authorization: aws.authorization,
      simulators,
      logFile,
      failed: aws.failed,
      invoke: host.invoke,
      kill: host.kill,
      stop: () => this.closers.close(),
    };
  }

  private host(parts: Parts): { logFile: string; host: LambdaHost } {
    const { aws, deployment, simulators } = parts;
    const {
      dataDir,
      onLine,
      maxProcesses,
      logFile = join(dataDir ?? LOCAL_DIR, 'functions.log'),
    } = this.options;
    const log = this.log(logFile, parts);
    const host = startLambdaHost({
      functions: localFunctions(deployment, { ...urlsOf(simulators), ...this.options.providerUrls }),
      region: REGION,
      environment: endpointVariables(aws.url),
      ...(maxProcesses !== undefined && { maxProcesses }),
      onLine: (functionId, line) => {
        log.write(functionId, line);
        onLine?.(functionId, line);
      },
      onStart: (functionId) => log.begin(functionId),
    });
    this.closers.add(() => host.stop());
    return { logFile, host };
  }

  private log(logFile: string, { aws: { authorization }, deployment }: Parts): AuthorizedLog {
    const log = openFunctionLog(logFile);
    this.closers.add(() => log.close());
    const onLost = (functionId: string, why: string) => this.progress(`${functionId}: ${why}`);
    return new AuthorizedLog({ log, deployment, authorization, onLost });
  }

  private async poll(
    { eventSources, functions }: Deployment,
    aws: LocalAws,
    host: LambdaHost,
  ): Promise<void> {
    const pollers: Poller[] = [];
    const clients: AwsClients[] = [];
    this.closers.add(async () => {
      const stopped = Promise.all(pollers.map((poller) => poller.stop()));
      // Waiting for a batch to end by itself may take its function's whole time-out.
      await Promise.race([stopped, sleep(DRAIN_MS, undefined, { ref: false })]);
      await host.stop();
      await stopped;
      for (const each of clients) {
        each.destroy();
      }
    });
    for (const source of eventSources) {
      const id = source.functionLogicalId;
      const own = awsClients(aws.url, mappingCredentials(id).accessKeyId);
      clients.push(own);
      pollers.push(
        await startPoller({
          source,
          sqs: own.sqs,
          functionTimeoutSeconds: functions.find((fn) => fn.logicalId === id)?.timeoutSeconds ?? 0,
          region: REGION,
          invoke: host.invoke,
          onLine: (line) => this.options.onLine?.(id, line),
        }),
      );
    }
  }

  private announce(parts: Parts): Endpoints {
    const { aws, front, deployment, sources, secrets, simulators } = parts;
    const endpoints = endpointsOf({
      api: front.url,
      awsUrl: aws.url,
      region: REGION,
      deployment,
      sources,
      secrets,
      simulators: urlsOf(simulators),
      providerUrls: { ...urlsOf(simulators), ...this.options.providerUrls },
    });
    const { endpointsFile } = this.options;
    if (endpointsFile !== undefined) {
      this.closers.add(writeEndpointsFile(endpointsFile, endpoints));
    }
    return endpoints;
  }

  /** Awaits a part and sees to its end. */
  private async opened<T extends { stop(): Promise<void> }>(starting: Promise<T>): Promise<T> {
    const part = await starting;
    this.closers.add(() => part.stop());
    return part;
  }

  private progress(text: string): void {
    this.options.onProgress?.(text);
  }
}

function urlsOf(simulators: Readonly<Record<string, Simulator>>): Record<string, string> {
  return Object.fromEntries(Object.entries(simulators).map(([provider, { url }]) => [provider, url]));
}

function endpointVariables(url: string): Record<string, string> {
  return {
    AWS_ENDPOINT_URL_DYNAMODB: url,
    AWS_ENDPOINT_URL_SQS: url,
    AWS_ENDPOINT_URL_S3: url,
    AWS_ENDPOINT_URL_SECRETS_MANAGER: url,
  };
}

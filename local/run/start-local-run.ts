import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { ENDPOINT_VARIABLES } from '../../cli/connection/client-config';
import { RUN_PATH } from '../../cli/connection/local-runs';
import { LOCAL_DELIVERIES_PATH } from '../../cli/connection/received-deliveries';
import { ADMINISTRATORS, mappingCredentials } from '../aws/access-keys';
import type { Authorization } from '../aws/authorization/authorization';
import { deploy } from '../aws/deploy/deploy';
import type { Deployment } from '../aws/deploy/deployment';
import { expectEngines } from '../aws/engines/start-engines';
import { type Poller, startPoller } from '../aws/events/start-poller';
import { startScheduler } from '../aws/events/start-scheduler';
import type { Gateway } from '../aws/gateway/gateway.types';
import { type HttpApi, startHttpApi } from '../aws/http-api/start-http-api';
import { type LambdaHost, startLambdaHost } from '../aws/lambda/lambda-host';
import { REGION } from '../aws/template/stack-scope';
import { type Simulator, startSimulators } from '../simulators/start-simulators';
import type { ChosenInbox } from './app/choose-inbox';
import { synthesizeInbox } from './app/synthesize-inbox';
import { DeliveryCounts } from './delivery-counts';
import { claimDataDirectory, prepareDataDirectory } from './files/data-directory';
import { createEndpoints, type Endpoints } from './files/endpoints';
import { refuseFileOfRun, writeEndpointsFile } from './files/endpoints-file';
import { openRunDirectory, type RunDirectory } from './files/run-directory';
import { AuthorizedLog, openFunctionLog } from './function-log';
import { createAwsClients, type LocalAws, type LocalAwsClients, startAws } from './local-aws';
import { findProcessors, localFunctions, putLocalSettings } from './local-functions';
import type { LocalRunOptions } from './local-run-options';
import { fillSecrets, type LocalSource, readSources, type SourceSecrets } from './local-sources';
import { Closers } from './shutdown';

/** A stack that runs on this machine. */
export interface LocalRun extends Pick<LambdaHost, 'invoke' | 'kill'> {
  readonly endpoints: Endpoints;
  readonly deployment: Deployment;
  /** What of the app was started, and what was left. */
  readonly inbox: Omit<ChosenInbox, 'template'>;
  /** Absent on somebody else's AWS endpoint. */
  readonly gateway?: Gateway | undefined;
  /** Authorizes every call of the functions; its report says what they used. Absent on somebody else's AWS endpoint. */
  readonly authorization?: Authorization | undefined;
  /** Provider → its simulator, unless another API takes its place. */
  readonly simulators: Readonly<Record<string, Simulator>>;
  /** Tells clients how everything is reached. */
  readonly endpointsFile: string;
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

/** What has started, and what it needs of one another. */
interface StartedRun {
  readonly files: RunDirectory;
  readonly inbox: ChosenInbox;
  readonly aws: LocalAws;
  readonly httpApi: HttpApi;
  readonly deployment: Deployment;
  readonly sources: readonly LocalSource[];
  readonly secrets: ReadonlyMap<string, SourceSecrets>;
  readonly simulators: Readonly<Record<string, Simulator>>;
}

class Starter {
  readonly #instance = randomUUID();
  readonly #deliveries = new DeliveryCounts();
  /** What a simulator has die with a document; nothing before there are functions. */
  #crash: (provider: string) => void = () => {};

  constructor(
    private readonly options: LocalRunOptions,
    private readonly closers: Closers,
  ) {}

  async start(): Promise<LocalRun> {
    if (this.options.awsEndpointUrl === undefined) {
      expectEngines({ dynamodb: this.options.dynamodbEngine });
    }
    // Early, so that a taken port is said at once.
    const { port = 0 } = this.options;
    const httpApi = await this.opened(
      startHttpApi({
        port,
        ownPaths: {
          [RUN_PATH]: () => ({ instance: this.#instance }),
          [LOCAL_DELIVERIES_PATH]: () => this.#deliveries.report(),
        },
        onAnswered: (request) => {
          if (request.refused) {
            this.#deliveries.gatewayRefused();
          }
          this.options.onAnswered?.(request);
        },
      }),
    );
    const files = await this.files(httpApi.url);
    const inbox = await synthesizeInbox(files.cdkOutDir, this.options);
    this.progress('starting the AWS engines');
    const aws = await this.opened(startAws(this.options));
    this.progress(
      aws.dynamodb ? `creating the stack's resources (${aws.dynamodb})` : `deploying to ${aws.url}`,
    );
    const deployer = createAwsClients(aws.url, ADMINISTRATORS.deployer);
    const deployment = await deploy(inbox.template, { clients: deployer, apiEndpoint: httpApi.url }).finally(
      () => deployer.destroy(),
    );
    aws.authorization?.govern(deployment);
    const sources = readSources(deployment);
    const clients = createAwsClients(aws.url, ADMINISTRATORS.operator);
    this.closers.add(() => clients.destroy());
    const secrets = await fillSecrets(clients.secrets, sources);
    const simulators = await this.simulators(sources, secrets);
    const providerUrls = { ...toUrls(simulators), ...this.options.providerUrls };
    await putLocalSettings(clients.secrets, deployment, providerUrls);
    return this.run({ files, inbox, aws, httpApi, deployment, sources, secrets, simulators });
  }

  private async files(api: string): Promise<RunDirectory> {
    const { dataDir, endpointsFile } = this.options;
    if (endpointsFile !== undefined) {
      await refuseFileOfRun(endpointsFile);
    }
    const files = await openRunDirectory(this.options, { api, instance: this.#instance });
    if (dataDir !== undefined) {
      prepareDataDirectory(dataDir);
      this.closers.add(await claimDataDirectory(dataDir, { api, run: files.run }));
    }
    this.closers.add(() => files.close());
    return files;
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
    const started = await startSimulators({
      apiTokens,
      ...kept,
      onCrash: (provider) => this.#crash(provider),
    });
    this.closers.add(() => Promise.all(Object.values(started).map((simulator) => simulator.stop())));
    return started;
  }

  private async run(started: StartedRun): Promise<LocalRun> {
    const { aws, httpApi, deployment, simulators } = started;
    const host = this.host(started);
    this.#crash = (provider) => findProcessors(deployment, provider).forEach(host.killBusy);
    httpApi.open({ routes: deployment.routes, invoke: host.invoke });
    await this.poll(deployment, aws, host);
    const scheduler = startScheduler({
      schedules: deployment.schedules,
      region: REGION,
      invoke: host.invoke,
    });
    this.closers.add(() => scheduler.stop());
    // Nobody is let in any more before the functions end, so that no caller sees them go.
    this.closers.add(() => httpApi.stop());
    const endpoints = this.announce(started);
    return {
      endpoints,
      deployment,
      inbox: started.inbox,
      gateway: aws.gateway,
      authorization: aws.authorization,
      simulators,
      endpointsFile: started.files.endpointsFile,
      failed: aws.failed,
      invoke: host.invoke,
      kill: host.kill,
      stop: () => this.closers.close(),
    };
  }

  private host(started: StartedRun): LambdaHost {
    const { aws, deployment, simulators } = started;
    const { onLine, maxProcesses } = this.options;
    const log = this.log(started);
    const host = startLambdaHost({
      functions: localFunctions(deployment, { ...toUrls(simulators), ...this.options.providerUrls }),
      region: REGION,
      environment: Object.fromEntries(Object.values(ENDPOINT_VARIABLES).map((name) => [name, aws.url])),
      ...(maxProcesses !== undefined && { maxProcesses }),
      onLine: (functionId, line) => {
        log.write(functionId, line);
        this.#deliveries.readLine(line);
        onLine?.(functionId, line);
      },
      onStart: (functionId) => log.begin(functionId),
    });
    this.closers.add(() => host.stop());
    return host;
  }

  private log({ files: { run }, aws: { authorization }, deployment }: StartedRun): AuthorizedLog {
    const { id, logFile, pid, startedAt } = run;
    const log = openFunctionLog(logFile, `${startedAt} local run ${id} started, process ${pid}`);
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
    const clients: LocalAwsClients[] = [];
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
      const own = createAwsClients(aws.url, mappingCredentials(id).accessKeyId);
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

  private announce(started: StartedRun): Endpoints {
    const { files, aws, httpApi, deployment, sources, secrets, simulators } = started;
    const endpoints = createEndpoints({
      run: files.run,
      api: httpApi.url,
      awsUrl: aws.url,
      region: REGION,
      deployment,
      sources,
      secrets,
      simulators: toUrls(simulators),
      providerUrls: { ...toUrls(simulators), ...this.options.providerUrls },
    });
    for (const file of new Set([files.endpointsFile, this.options.endpointsFile ?? files.endpointsFile])) {
      this.closers.add(writeEndpointsFile(file, endpoints));
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

function toUrls(simulators: Readonly<Record<string, Simulator>>): Record<string, string> {
  return Object.fromEntries(Object.entries(simulators).map(([provider, { url }]) => [provider, url]));
}

import { type Duration, RemovalPolicy, Token } from 'aws-cdk-lib';
import { AccessLogField, AccessLogFormat } from 'aws-cdk-lib/aws-apigateway';
import {
  type CfnStage,
  DomainName,
  HttpApi,
  HttpIntegrationType,
  HttpMethod,
  HttpRouteIntegration,
  type HttpRouteIntegrationConfig,
  HttpStage,
  LogGroupLogDestination,
  PayloadFormatVersion,
} from 'aws-cdk-lib/aws-apigatewayv2';
import type { ICertificate } from 'aws-cdk-lib/aws-certificatemanager';
import { type Metric, Stats } from 'aws-cdk-lib/aws-cloudwatch';
import { ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import { LogGroup, type RetentionDays } from 'aws-cdk-lib/aws-logs';
import { Construct } from 'constructs';
import type { Config, SourceConfig } from './config/config';
import type { InboxFunction } from './functions/inbox-function';
import { acknowledge } from './inbox/acknowledge';

const MAX_API_NAME = 128;

export interface WebhookApiProps {
  readonly inboxName: string;
  readonly sources: readonly SourceConfig[];
  readonly ingest: InboxFunction;
  /** Limits of each route whose source has none of its own. */
  readonly throttling: Config['throttling'];
  readonly logRetention: RetentionDays;
  /** @default the key that CloudWatch Logs owns */
  readonly logKey?: IKey | undefined;
  /** @default the address that API Gateway gives */
  readonly domain?: OwnDomain | undefined;
}

/** A domain name of one's own, under which the API answers too. */
export interface OwnDomain {
  readonly name: string;
  /** For the name, in the region of the stack. */
  readonly certificate: ICertificate;
  /** Whether API Gateway's own address answers no more. */
  readonly isOnlyEndpoint: boolean;
}

/** The public HTTP API: one static route per source, so that API Gateway answers an unknown path itself. */
export class WebhookApi extends Construct {
  readonly accessLogs: LogGroup;
  readonly api: HttpApi;
  /** @default the address that API Gateway gives */
  readonly domain: DomainName | undefined;

  constructor(
    scope: Construct,
    id: string,
    private readonly props: WebhookApiProps,
  ) {
    super(scope, id);
    this.api = new HttpApi(this, 'Api', {
      apiName: toApiName(props.inboxName),
      description: 'Webhooks of document-extraction providers',
      createDefaultStage: false,
      ...(props.domain?.isOnlyEndpoint && { disableExecuteApiEndpoint: true }),
    });
    const integration = new IngestIntegration('Ingest', props.ingest);
    // One permission for all routes. One per route would exceed the function's policy (20,480 bytes), above all while a deployment
    // renames sources: CloudFormation adds the new permissions before it removes the old ones.
    props.ingest.lambda.addPermission('Webhooks', {
      principal: new ServicePrincipal('apigateway.amazonaws.com'),
      sourceArn: this.api.arnForExecuteApi('*', '/webhooks/*'),
    });
    this.accessLogs = new LogGroup(this, 'AccessLogs', {
      // Names outside /aws/vendedlogs/ need an entry in the account's resource policy for log delivery, whose size is limited.
      logGroupName: `/aws/vendedlogs/${props.inboxName}/http-api`,
      retention: props.logRetention,
      ...(props.logKey && { encryptionKey: props.logKey }),
      removalPolicy: RemovalPolicy.DESTROY,
    });
    this.domain =
      props.domain &&
      new DomainName(this, 'Domain', {
        domainName: props.domain.name,
        certificate: props.domain.certificate,
      });
    const stage = this.createStage(props);
    for (const source of props.sources) {
      const routes = this.api.addRoutes({ path: toPath(source.id), methods: [HttpMethod.POST], integration });
      for (const route of routes) {
        acknowledge(
          route,
          'APIG4',
          'A provider cannot use IAM or a token. It signs the body with HMAC-SHA256, and the function verifies that before it parses or stores anything.',
        );
      }
      const { rate, burst } = source.throttling ?? {};
      if (rate !== undefined || burst !== undefined) {
        const { throttling } = props;
        throttleRoute(stage, source, { rate: rate ?? throttling.rate, burst: burst ?? throttling.burst });
        // API Gateway refuses settings of a route that does not exist yet.
        stage.node.addDependency(...routes);
      }
    }
  }

  get apiId(): string {
    return this.api.apiId;
  }

  /** The address to enter at the provider. */
  getUrl(source: string): string {
    const { domain } = this.props;
    const origin = domain ? `https://${domain.name}` : this.api.apiEndpoint;
    return `${origin}${toPath(source)}`;
  }

  metrics(period: Duration): Readonly<Record<'requests' | 'clientErrors' | 'serverErrors', Metric>> {
    const summed = { period, statistic: Stats.SUM };
    return {
      requests: this.api.metricCount({ ...summed, label: 'requests' }),
      clientErrors: this.api.metricClientError({ ...summed, label: 'answered 4xx' }),
      serverErrors: this.api.metricServerError({ ...summed, label: 'answered 5xx' }),
    };
  }

  private createStage(props: WebhookApiProps): HttpStage {
    const { rate: rateLimit, burst: burstLimit } = props.throttling;
    return new HttpStage(this, 'Stage', {
      httpApi: this.api,
      stageName: '$default',
      autoDeploy: true,
      ...(this.domain && { domainMapping: { domainName: this.domain } }),
      throttle: { rateLimit, burstLimit },
      accessLogSettings: {
        destination: new LogGroupLogDestination(this.accessLogs),
        // Enough to answer "did they call us, and what did they get"; no header and no body.
        format: AccessLogFormat.custom(
          JSON.stringify({
            time: AccessLogField.contextRequestTimeEpoch(),
            requestId: AccessLogField.contextRequestId(),
            sourceIp: AccessLogField.contextIdentitySourceIp(),
            routeKey: '$context.routeKey',
            status: AccessLogField.contextStatus(),
            responseBytes: AccessLogField.contextResponseLength(),
            latencyMs: AccessLogField.contextResponseLatency(),
            integrationLatencyMs: AccessLogField.contextIntegrationLatency(),
            integrationError: AccessLogField.contextIntegrationErrorMessage(),
          }),
        ),
      },
    });
  }
}

/** Only a label, and API Gateway limits its length. */
function toApiName(inboxName: string): string {
  return Token.isUnresolved(inboxName) ? inboxName : inboxName.slice(0, MAX_API_NAME);
}

/** The CDK's own integration adds a permission per route. */
class IngestIntegration extends HttpRouteIntegration {
  constructor(
    id: string,
    private readonly ingest: InboxFunction,
  ) {
    super(id);
  }

  bind(): HttpRouteIntegrationConfig {
    return {
      type: HttpIntegrationType.AWS_PROXY,
      uri: this.ingest.lambda.functionArn,
      payloadFormatVersion: PayloadFormatVersion.VERSION_2_0,
    };
  }
}

function toPath(source: string): string {
  return `/webhooks/${source}`;
}

/**
 * Only for a source with its own limits, and always both: UpdateStage merges these settings, and rejects every later update while
 * one names a deleted route (docs/operate/upgrades.md has the command that removes it).
 */
function throttleRoute(stage: HttpStage, source: SourceConfig, { rate, burst }: Config['throttling']): void {
  const resource = stage.node.defaultChild as CfnStage;
  const limits = { ThrottlingRateLimit: rate, ThrottlingBurstLimit: burst };
  resource.routeSettings = { ...resource.routeSettings, [`POST ${toPath(source.id)}`]: limits };
}

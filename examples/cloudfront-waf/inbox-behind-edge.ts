import type { CfnResource } from 'aws-cdk-lib';
import { type App, CfnOutput, type Environment, type Stack } from 'aws-cdk-lib';
import { CfnApi, CfnApiMapping, CfnDomainName, CfnStage } from 'aws-cdk-lib/aws-apigatewayv2';
import type { Config } from '../../lib/config/config';
import { ExtractionInboxStack } from '../../lib/extraction-inbox-stack';
import { EdgeStack } from './edge-stack';

export interface InboxBehindEdgeProps {
  readonly config: Config;
  /** A name of yours for the origin, such as `o-7f3a.example.com`: who knows it can go round the WAF. */
  readonly originDomain: string;
  /** ACM certificate for it, in the inbox's region; a wildcard one, for certificates' names are public. */
  readonly certificateArn: string;
  readonly requestsPerMinute: number;
  /** Of the inbox. */
  readonly env?: Environment;
}

/** The inbox as it is, answering under a domain of its own instead of API Gateway's, and the edge in front of it. */
export function inboxBehindEdge(
  app: App,
  props: InboxBehindEdgeProps,
): readonly [ExtractionInboxStack, EdgeStack] {
  const { config, originDomain, certificateArn, requestsPerMinute, env } = props;
  const account = env?.account ?? config.env?.account;
  const inbox = new ExtractionInboxStack(app, 'ExtractionInbox', { config, ...(env && { env }) });
  answerUnder(inbox, originDomain, certificateArn);
  const edge = new EdgeStack(app, 'ExtractionInboxEdge', {
    stackName: `${inbox.stackName}Edge`,
    env: { ...(account && { account }), region: 'us-east-1' },
    originDomain,
    sources: config.sources.map(({ id }) => id),
    requestsPerMinute,
  });
  return [inbox, edge];
}

function answerUnder(inbox: Stack, domainName: string, certificateArn: string): void {
  const api = only(inbox, (resource) => resource instanceof CfnApi);
  const stage = only(inbox, (resource) => resource instanceof CfnStage);
  api.disableExecuteApiEndpoint = true;
  const domain = new CfnDomainName(inbox, 'OriginDomain', {
    domainName,
    domainNameConfigurations: [{ certificateArn, endpointType: 'REGIONAL', securityPolicy: 'TLS_1_2' }],
  });
  const mapping = new CfnApiMapping(inbox, 'OriginMapping', {
    apiId: api.ref,
    domainName: domain.ref,
    stage: stage.ref,
  });
  mapping.node.addDependency(stage);
  new CfnOutput(inbox, 'OriginTarget', {
    value: domain.attrRegionalDomainName,
    description: `Point ${domainName} here (CNAME, or an alias record with ${domain.attrRegionalHostedZoneId})`,
  });
}

function only<Kind extends CfnResource>(stack: Stack, isKind: (resource: unknown) => resource is Kind): Kind {
  const found = stack.node.findAll().filter(isKind);
  const [first] = found;
  if (!first || found.length > 1) {
    throw new Error(`Stack ${stack.stackName}: got ${found.length} of a resource, expected one.`);
  }
  return first;
}

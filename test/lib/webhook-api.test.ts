import { Match } from 'aws-cdk-lib/assertions';
import { ofType, onlyOf, readable, reviewOf, synthesize } from './synthesize';

const template = synthesize();

describe('webhook API', () => {
  it('reads as reviewed', () => {
    expect(reviewOf(template, 'Webhooks')).toMatchSnapshot();
  });

  it('has one static POST route per source and no other', () => {
    const routes = ofType(template, 'AWS::ApiGatewayV2::Route').map(
      ([, { Properties }]) => Properties.RouteKey,
    );
    expect(routes).toEqual(['POST /webhooks/limai', 'POST /webhooks/extend']);
  });

  it('hands requests over in payload format 2.0', () => {
    template.hasResourceProperties('AWS::ApiGatewayV2::Integration', { PayloadFormatVersion: '2.0' });
  });

  it('may call the ingest function by one permission for its webhooks, however many sources are added or renamed at once', () => {
    const permissionsFor = (...ids: string[]) =>
      ofType(synthesize({ sources: ids.map((id) => ({ id, provider: 'limai' })) }), 'AWS::Lambda::Permission')
        .filter(([, { Properties }]) => Properties.Principal === 'apigateway.amazonaws.com')
        .map(([id, { Properties }]) => [id, readable(Properties.SourceArn)]);
    expect(permissionsFor('a', 'b', 'c')).toEqual([
      [
        expect.any(String),
        expect.stringMatching(/:execute-api:.*:\$\{InboxWebhooksApi\w+\}\/\*\/\*\/webhooks\/\*$/),
      ],
    ]);
    expect(permissionsFor('x', 'y')).toEqual(permissionsFor('a', 'b', 'c'));
  });

  it('limits each route by the default of the stage, which names no route that could be gone one day', () => {
    synthesize({ throttling: { rate: 7, burst: 9 } }).hasResourceProperties('AWS::ApiGatewayV2::Stage', {
      DefaultRouteSettings: { ThrottlingRateLimit: 7, ThrottlingBurstLimit: 9 },
      RouteSettings: Match.absent(),
    });
  });

  it.each([
    [{ rate: 3 }, { ThrottlingRateLimit: 3, ThrottlingBurstLimit: 9 }],
    [{ burst: 2 }, { ThrottlingRateLimit: 7, ThrottlingBurstLimit: 2 }],
    [
      { rate: 3, burst: 2 },
      { ThrottlingRateLimit: 3, ThrottlingBurstLimit: 2 },
    ],
  ])('gives rate and burst to a source with %j of its own, once its route exists', (throttling, limits) => {
    const throttled = synthesize({
      sources: [
        { id: 'limai', provider: 'limai', throttling },
        { id: 'extend', provider: 'extend' },
        { id: 'other', provider: 'extend', throttling: {} },
      ],
      throttling: { rate: 7, burst: 9 },
    });
    const [route = ''] = ofType(throttled, 'AWS::ApiGatewayV2::Route')
      .filter(([, { Properties }]) => Properties.RouteKey === 'POST /webhooks/limai')
      .map(([id]) => id);
    throttled.hasResource('AWS::ApiGatewayV2::Stage', {
      Properties: {
        DefaultRouteSettings: { ThrottlingRateLimit: 7, ThrottlingBurstLimit: 9 },
        RouteSettings: Match.objectEquals({ 'POST /webhooks/limai': limits }),
      },
      DependsOn: Match.arrayWith([route]),
    });
  });

  it('names the access logs for log delivery and for the stack, and takes them with it', () => {
    template.hasResource('AWS::Logs::LogGroup', {
      DeletionPolicy: 'Delete',
      Properties: { LogGroupName: '/aws/vendedlogs/ExtractionInbox/Inbox/http-api' },
    });
  });

  it('logs every access as JSON', () => {
    const stage = onlyOf(template, 'AWS::ApiGatewayV2::Stage');
    const { Format } = stage.Properties.AccessLogSettings as { Format: string };
    expect(JSON.parse(Format)).toMatchObject({ status: '$context.status', routeKey: '$context.routeKey' });
  });

  it('logs no header, no path or query as sent, and nothing of the body', () => {
    const stage = onlyOf(template, 'AWS::ApiGatewayV2::Stage');
    const { Format } = stage.Properties.AccessLogSettings as { Format: string };
    expect(Object.values(JSON.parse(Format) as Record<string, string>).sort()).toEqual([
      '$context.identity.sourceIp',
      '$context.integrationErrorMessage',
      '$context.integrationLatency',
      '$context.requestId',
      '$context.requestTimeEpoch',
      '$context.responseLatency',
      '$context.responseLength',
      '$context.routeKey',
      '$context.status',
    ]);
  });
});

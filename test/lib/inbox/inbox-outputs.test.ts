import { synthesize } from '../synthesize';

function readOutputs(template = synthesize()): string[] {
  return Object.keys(template.toJSON().Outputs as object);
}

describe('stack outputs', () => {
  it('names what people and tools look for', () => {
    expect(readOutputs().sort()).toEqual([
      'InboxAlarmLevel',
      'InboxApiId',
      'InboxApiTokenSecretNameExtend',
      'InboxApiTokenSecretNameLimai',
      'InboxBucketName',
      'InboxDashboardLink',
      'InboxDeadLetterQueueUrlExtend',
      'InboxDeadLetterQueueUrlLimai',
      'InboxEventTableName',
      'InboxLogsLinkHttpApi',
      'InboxLogsLinkIngest',
      'InboxLogsLinkProcessExtend',
      'InboxLogsLinkProcessLimai',
      'InboxLogsLinkReconcileExtend',
      'InboxLogsLinkSweep',
      'InboxMetricNamespace',
      'InboxPolicy',
      'InboxQueueUrlExtend',
      'InboxQueueUrlLimai',
      'InboxSecretsCache',
      'InboxSigningSecretNameExtend',
      'InboxSigningSecretNameLimai',
      'InboxSources',
      'InboxWebhookUrlExtend',
      'InboxWebhookUrlLimai',
    ]);
  });

  it('tells tools of the options as they are, whatever CloudFormation would make of them', () => {
    const deploymentId = '{{resolve:ssm:/x}} é';
    const sources = [{ id: 'a', provider: 'limai' as const, options: { deploymentId } }];
    const { InboxSources: Sources } = synthesize({ sources }).toJSON().Outputs as Record<
      string,
      { Value: string }
    >;
    expect(Sources?.Value).toMatch(/^(?!.*\{\{)[ -~]*$/);
    expect(JSON.parse(Sources?.Value ?? '')).toMatchObject([{ options: { deploymentId } }]);
  });

  it('spells a source id with hyphens in Pascal case', () => {
    const outputs = readOutputs(synthesize({ sources: [{ id: 'my-src-2', provider: 'limai' }] }));
    expect(outputs).toEqual(expect.arrayContaining(['InboxWebhookUrlMySrc2', 'InboxQueueUrlLimai']));
  });
});

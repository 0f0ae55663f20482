import { parseOutputs } from '../../../cli/connection/connect-deployed';
import { listRate } from '../../../cli/operations/reconcile-source';
import { OUTPUTS } from '../../../lambda/contracts/outputs';
import { getProvider } from '../../../lambda/providers/registry';
import type { ConfigInput } from '../../../lib/config/config-schema';
import { synthesize } from '../../lib/synthesize';
import { POLICY } from '../../support/records/records';

const extend = (id: string) => ({ id, provider: 'extend' }) as const;

function addresses(sources: string) {
  return parseOutputs('Stack', {
    [OUTPUTS.eventTableName]: 'events',
    [OUTPUTS.bucketName]: 'results',
    [OUTPUTS.sources]: sources,
    [OUTPUTS.alarmLevel]: 'all',
    [OUTPUTS.policy]: JSON.stringify(POLICY),
    [OUTPUTS.secretsCache]: JSON.stringify({ cacheSeconds: 300, refreshFloorSeconds: 30 }),
  }).sources;
}

function rateAt(id: string, sources: string): number {
  return listRate({ id, provider: getProvider('extend'), options: {} }, addresses(sources));
}

function deployed(config: ConfigInput): string {
  const outputs = synthesize(config).toJSON().Outputs as Record<string, { readonly Value: string }>;
  return outputs[OUTPUTS.sources]?.Value ?? '';
}

describe('the pace at which a provider is asked by hand', () => {
  it('is the configured one, shared by the reconciled sources as among the functions', () => {
    const sources = deployed({
      sources: [extend('one'), extend('two'), { ...extend('off'), reconcile: false }],
      providers: { extend: { listRequestsPerSecond: 0.5 } },
    });
    expect(['one', 'two', 'off'].map((id) => rateAt(id, sources))).toEqual([0.25, 0.25, 0.25]);
  });

  it('is the provider’s own at a stack deployed before it was said', () => {
    const reconcile = { horizonDays: 30, settleMinutes: 15 };
    const earlier = JSON.stringify([{ ...extend('one'), options: {}, reconcile }]);
    expect(rateAt('one', earlier)).toBe(1);
    expect(addresses(earlier)[0]?.reconcile).toEqual({ ...reconcile, everyMinutes: 60 });
  });
});

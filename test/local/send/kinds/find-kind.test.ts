import { PROVIDER_IDS } from '../../../../lambda/providers/webhook-registry';
import { getSamples } from '../../../../local/samples/samples';
import { describeKinds, findKind, SEND_KINDS } from '../../../../local/send/kinds/find-kind';

const help = describeKinds().split('\n');

describe('the kinds of npm run send', () => {
  it.each(PROVIDER_IDS)('send each sample of %s, and no other', (provider) => {
    const kinds = Object.values(SEND_KINDS[provider] ?? {});
    const sent = new Set(kinds.flatMap(({ deliveries }) => deliveries.map(({ sample }) => sample)));
    expect([...sent].sort()).toEqual(Object.keys(getSamples(provider)).sort());
  });

  it.each(PROVIDER_IDS)('each have a line in the help, with the ending: %s', (provider) => {
    for (const [name, { meaning }] of Object.entries(SEND_KINDS[provider] ?? {})) {
      const line = help.find((one) => one.startsWith(`  ${name} `) && one.includes(meaning));
      expect(line).toMatch(/ → (ends [A-Z_]+|waits: \w+|refused with \d+|answered 200, nothing stored)/);
    }
  });

  it('fit 100 columns', () => {
    expect(help.filter((line) => line.length > 100)).toEqual([]);
  });

  it('suggest the closest name', () => {
    expect(() => findKind('limai', 'poisson')).toThrow('did you mean poison?');
  });
});

import { PROVIDER_IDS } from '../../../lambda/providers/webhook-registry';
import { sourceFiles } from '../source-files';

/** `limaiOptions`, `LIMAI_URL` and "ask Limai" name a provider; `extends` does not. */
function namesProvider(text: string): boolean {
  return splitParts(text).some((part) => PROVIDER_IDS.includes(part));
}

function splitParts(text: string): string[] {
  return text
    .replace(/([a-z0-9])([A-Z])/g, '$1 $2')
    .toLowerCase()
    .split(/[^a-z0-9]+/);
}

describe('provider names', () => {
  // What an app imports names each provider: its source, its options, its place in an enum.
  const PUBLIC = /^lib\/(index\.ts$|props\/sources\/)/;

  it('stay in their provider’s folder, the registry and the public sources of the construct: shared code reads a manifest and never branches on an id', () => {
    const shared = sourceFiles('lambda', 'lib', 'bin', 'cli').filter(
      ({ path }) => !/^lambda\/providers\/(?!shared\/)/.test(path) && !PUBLIC.test(path),
    );
    expect(shared.length).toBeGreaterThan(50);
    const named = shared.flatMap(({ path, words }) =>
      words.filter(namesProvider).map((word) => `${path} says "${word}": make it a property of the manifest`),
    );
    expect(named).toEqual([]);
  });

  it.each([
    ['limaiOptions', true],
    ['LIMAI_URL', true],
    ['ask Limai again', true],
    ['../providers/extend/index', true],
    ['extends', false],
    ['extended', false],
    ['preliminary', false],
  ])('takes %j for a provider’s name: %s', (text, expected) => {
    expect(namesProvider(text)).toBe(expected);
  });
});

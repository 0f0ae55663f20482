import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { getSetupInstructions } from '../../../lambda/providers/setup-registry';
import { getWebhookProvider, PROVIDER_IDS } from '../../../lambda/providers/webhook-registry';

const PAGE = readFileSync(join(__dirname, '../../../docs/getting-started.md'), 'utf8');

describe.each(PROVIDER_IDS)('what a person sets up at %s', (id) => {
  const options = getWebhookProvider(id).optionsSchema.parse({});
  const { webhook, signingKey, token, tokenPrefix } = getSetupInstructions(id, options);

  it('names its events and options as docs/getting-started.md does', () => {
    const values = [...webhook.join('\n').matchAll(/`([^`]+)`/g)].map(([, value]) => value as string);
    expect(values.length).toBeGreaterThan(1);
    expect(values.filter((value) => !PAGE.includes(`\`${value}\``))).toEqual([]);
  });

  it('says where key and token come from, with the prefix that a token must have', () => {
    expect(signingKey).toMatch(/^Copy .*key|^Copy .*secret/);
    expect(token).toContain(tokenPrefix ?? 'Create');
  });
});

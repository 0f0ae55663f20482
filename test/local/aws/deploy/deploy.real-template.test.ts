import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { deploy } from '../../../../local/aws/deploy/deploy';
import type { Deployment } from '../../../../local/aws/deploy/deployment';
import { loadTemplate } from '../../../../local/aws/template/load-template';
import { PROJECT_ROOT } from '../../../../local/run/app/synthesize';
import { synthesizedApp } from '../../../journeys/stack/synthesized-app';
import { type GivenGateway, givenGateway } from '../gateway/given-gateway';

let given: GivenGateway;
let deployment: Deployment;

beforeAll(async () => {
  const app = await synthesizedApp(join(PROJECT_ROOT, 'extraction-inbox.config.ts'));
  given = await givenGateway();
  deployment = await deploy(await loadTemplate(app), {
    clients: given,
    apiEndpoint: 'http://127.0.0.1:4571',
  });
}, 60_000);

afterAll(() => given.stop());

describe('the real stack, deployed locally', () => {
  it('has every function bundled, with an environment of plain text', () => {
    expect(deployment.functions.length).toBeGreaterThanOrEqual(4);
    for (const { codeDir, environment } of deployment.functions) {
      expect(existsSync(join(codeDir, 'index.js')) || existsSync(join(codeDir, 'index.mjs'))).toBe(true);
      expect(JSON.stringify(environment)).not.toMatch(/\[object Object\]|Fn::|undefined/);
    }
  });

  it('has a route for every webhook address among its outputs', () => {
    const paths = Object.entries(deployment.outputs)
      .filter(([name]) => name.startsWith('InboxWebhookUrl'))
      .map(([, url]) => new URL(url).pathname);

    expect(deployment.routes.map(({ path }) => path).sort()).toEqual(paths.sort());
  });

  it('has one feed for each provider, and a schedule', () => {
    const queues = Object.entries(deployment.outputs).filter(([name]) => name.startsWith('InboxQueueUrl'));

    expect(deployment.eventSources.map(({ queueUrl }) => queueUrl).sort()).toEqual(
      queues.map(([, url]) => url).sort(),
    );
    expect(deployment.schedules.map(({ everySeconds }) => everySeconds)).toContain(60);
  });
});

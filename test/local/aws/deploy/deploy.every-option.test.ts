import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { App } from 'aws-cdk-lib';
import { context } from '../../../../cdk.json';
import { parseConfig } from '../../../../lib/config/parse-config';
import { ExtractionInboxStack } from '../../../../lib/extraction-inbox-stack';
import { deploy } from '../../../../local/aws/deploy/deploy';
import type { Deployment } from '../../../../local/aws/deploy/deployment';
import { loadTemplate } from '../../../../local/aws/template/load-template';
import { EVERY_OPTION } from '../../../lib/every-option';
import { type GivenGateway, givenGateway } from '../gateway/given-gateway';

let outdir: string;
let given: GivenGateway;
let deployment: Deployment;

beforeAll(async () => {
  outdir = await mkdtemp(join(tmpdir(), 'synth-'));
  const app = new App({
    analyticsReporting: false,
    outdir,
    context: { ...context, 'aws:cdk:bundling-stacks': [] },
  });
  new ExtractionInboxStack(app, 'ExtractionInbox', { config: parseConfig(EVERY_OPTION) });
  app.synth();
  given = await givenGateway();
  deployment = await deploy(await loadTemplate(outdir), { clients: given });
});

afterAll(async () => {
  await given.stop();
  await rm(outdir, { recursive: true, force: true });
});

describe('the stack with every option on, deployed locally', () => {
  it('has a key that every function may use, and says that it encrypts nothing here', () => {
    const key = [...deployment.resources.values()].find(({ type }) => type === 'AWS::KMS::Key')?.attributes
      .Arn;
    const users = deployment.roles.filter(({ statements }) =>
      JSON.stringify(statements).includes(String(key)),
    );
    expect(users).toHaveLength(deployment.functions.length);
    const encrypted = deployment.leftOut.filter(({ reason }) => reason.includes('unencrypted'));
    expect(new Set(encrypted.map(({ type }) => type))).toEqual(
      new Set(['AWS::DynamoDB::Table', 'AWS::S3::Bucket', 'AWS::SecretsManager::Secret', 'AWS::SQS::Queue']),
    );
  });

  it('keeps the concurrency that is set aside for the door, and its limits by source', () => {
    const reserved = deployment.functions
      .map(({ reservedConcurrency }) => reservedConcurrency)
      .filter(Boolean);
    expect(reserved).toEqual([EVERY_OPTION.reservedConcurrency?.ingest]);
    const limits = deployment.routes.map(({ path, throttling }) => [path, throttling?.ratePerSecond]);
    expect(Object.fromEntries(limits)).toEqual({
      '/webhooks/limai': 100,
      '/webhooks/extend': 100,
      '/webhooks/third': 10,
      '/webhooks/fourth': 100,
    });
  });

  it('traces every function', () => {
    expect(deployment.functions.filter(({ tracing }) => !tracing)).toEqual([]);
  });
});

import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Annotations, App, CfnOutput, Stack, Stage } from 'aws-cdk-lib';
import { Bucket } from 'aws-cdk-lib/aws-s3';
import { Queue } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import { type ChosenInbox, chooseInbox, type InboxChoice } from '../../../../local/run/app/choose-inbox';
import { describeLeft } from '../../../../local/run/app/describe-left';

/** Shaped like an inbox as far as its outputs tell. */
class Inbox extends Construct {
  constructor(scope: Construct, id: string) {
    super(scope, id);
    const { bucketName } = new Bucket(this, 'Bucket');
    for (const name of ['EventTableName', 'Sources']) {
      new CfnOutput(this, name, { value: bucketName }).overrideLogicalId(`${id}${name}`);
    }
  }
}

type Build = (app: App) => void;

const twoInOneStack: Build = (app) => {
  const main = new Stack(app, 'Main');
  new Inbox(main, 'Invoices');
  new Inbox(main, 'Receipts');
  new Queue(new Construct(main, 'Jobs'), 'Queue');
  const other = new Stack(app, 'Other');
  new Queue(other, 'Queue');
  new Queue(other, 'Second');
};

const oneInAStage: Build = (app) => {
  new Inbox(new Stack(new Stage(app, 'Prod'), 'Main'), 'Inbox');
};

async function choose(build: Build, choice: InboxChoice = {}): Promise<ChosenInbox> {
  const outdir = mkdtempSync(join(tmpdir(), 'app-'));
  const app = new App({ outdir, analyticsReporting: false });
  build(app);
  app.synth();
  return chooseInbox(outdir, choice).finally(() => rmSync(outdir, { recursive: true }));
}

describe('chooseInbox', () => {
  it('takes the one inbox of an app, also in a stage', async () => {
    const { path, template } = await choose(oneInAStage);
    expect([path, [...template.outputs.keys()]]).toEqual([
      'Prod/Main/Inbox',
      ['InboxEventTableName', 'InboxSources'],
    ]);
  });

  it.each(['Prod/Main', 'Prod-Main'])('takes the stack by the name %s', async (stack) => {
    expect(await choose(oneInAStage, { stack })).toMatchObject({ stack: 'Prod/Main' });
  });

  it('takes the named one of several', async () => {
    const { path, template } = await choose(twoInOneStack, { inbox: 'Receipts' });
    expect(path).toBe('Main/Receipts');
    expect([...template.resources.keys()]).toEqual([expect.stringMatching(/^ReceiptsBucket/)]);
  });

  it('names the inboxes when there are several and none is chosen', async () => {
    await expect(choose(twoInOneStack)).rejects.toThrow(
      'The app has 2 inboxes: choose one with --stack Main --inbox Invoices, or --stack Main --inbox Receipts.',
    );
  });

  it('names the inboxes when the chosen one is not there', async () => {
    await expect(choose(twoInOneStack, { stack: 'Other', inbox: 'Invoices' })).rejects.toThrow(
      '--stack Other --inbox Invoices: the app has no such inbox, expected --stack Main --inbox Invoices, or',
    );
  });

  it('names the stacks when none has an inbox', async () => {
    await expect(choose((app) => void new Stack(app, 'Empty'))).rejects.toThrow(
      'The app has no inbox. Its stacks: Empty.',
    );
  });

  it('says what the app itself says is wrong with the inbox', async () => {
    const wrong: Build = (app) => Annotations.of(new Inbox(new Stack(app, 'Main'), 'Inbox')).addError('No.');
    await expect(choose(wrong)).rejects.toThrow('Main/Inbox: No.');
  });
});

describe('describeLeft', () => {
  it('tells of each other construct and stack the types, and why it is left', async () => {
    expect(describeLeft(await choose(twoInOneStack, { inbox: 'Receipts' }))).toEqual([
      'Left, since Main/Receipts does not refer to it:',
      '  Main/Invoices: another inbox, which starts with --inbox Invoices. AWS::S3::Bucket',
      '  Main/Jobs: not under the inbox. AWS::SQS::Queue',
      '  Other: another stack. 2 × AWS::SQS::Queue',
    ]);
  });

  it('tells nothing when the app has nothing else', async () => {
    expect(describeLeft(await choose(oneInAStage))).toEqual([]);
  });
});

import { randomBytes } from 'node:crypto';
import { OUTPUTS, type StackOutputs } from '../../lambda/contracts/outputs';
import type { Target, TargetSource } from '../../local/send/send-target';
import { post } from '../../local/simulators/deliver';
import type { Simulator } from '../../local/simulators/start-simulators';
import { Stores } from '../../local/stores';
import { type Account, parseSources } from './account';
import { CREDENTIALS, REGION } from './emulator/aws-environment';

/** One deployed inbox, with the keys that its sources were given. */
export class InboxStack {
  /** Source → its signing key. */
  private readonly keys = new Map<string, string>();
  private outputs: StackOutputs = {};

  constructor(
    readonly name: string,
    readonly account: Account,
    readonly simulators: Readonly<Record<string, Simulator>>,
    /** What the simulators accept. */
    readonly apiToken: string,
  ) {}

  /** Reads the outputs again after a deployment. @throws Error when it did not succeed */
  async refresh(): Promise<void> {
    const status = await this.account.statusOf(this.name);
    if (status !== 'CREATE_COMPLETE' && status !== 'UPDATE_COMPLETE') {
      throw new Error(`Stack ${this.name}: got ${status}, expected CREATE_COMPLETE or UPDATE_COMPLETE.`);
    }
    this.outputs = await this.account.outputs(this.name);
  }

  get sources(): readonly TargetSource[] {
    return parseSources(this.outputs).map(({ id, provider }) => ({
      id,
      provider,
      url: this.outputs[OUTPUTS.webhookUrl(id)] ?? '',
      signingSecret: this.keys.get(id) ?? 'none',
    }));
  }

  /** @throws Error naming the sources there are */
  source(id: string): TargetSource {
    const found = this.sources.find((source) => source.id === id);
    if (!found) {
      throw new Error(`Source ${id}: got ${this.sources.map((one) => one.id).join(', ')} in the outputs.`);
    }
    return found;
  }

  get target(): Target {
    const simulators = Object.entries(this.simulators).map(([provider, { url }]) => [provider, url]);
    return { sources: this.sources, simulators: Object.fromEntries(simulators) };
  }

  inbox(args: readonly string[], input?: string): Promise<string> {
    return this.account.inbox(this.name, args, input);
  }

  /** Puts both secrets of a source in, by `inbox`, as the README says. */
  async setSecrets(id: string): Promise<void> {
    const key = `wss_${randomBytes(24).toString('hex')}`;
    await this.inbox(['secrets', 'set', id, 'signing'], key);
    await this.inbox(['secrets', 'set', id, 'token'], this.apiToken);
    this.keys.set(id, key);
  }

  /** What a source answers to what nobody signed. */
  async answerToUnsigned(url: string): Promise<number> {
    const { status } = await post(url, { 'content-type': 'application/json' }, Buffer.from('{}'));
    return status;
  }

  async withStores<T>(work: (stores: Stores) => Promise<T>): Promise<T> {
    const { url } = this.account;
    const stores = new Stores({
      region: REGION,
      credentials: CREDENTIALS,
      endpoints: { dynamodb: url, sqs: url, s3: url, secretsmanager: url },
      table: this.outputs[OUTPUTS.eventTableName] ?? '',
      bucket: this.outputs[OUTPUTS.bucketName] ?? '',
    });
    try {
      return await work(stores);
    } finally {
      stores.close();
    }
  }
}

import { join } from 'node:path';
import { InboxStack } from '../inbox-stack';
import { addedTo, takeInventory } from '../inventory';
import { CommandFailedError } from '../run-command';
import { configFile, deploy } from './default-stack';
import { deliverEvent } from './deliver-event';
import { expectEqual, type Step } from './steps';

const NAME = 'ExtractionInboxAgain';
const SAME_STACK = ['-c', `stackName=${NAME}`];
const FAILING_APP = ['--app', `node --import tsx ${join('proofs', 'ministack', 'failing-app.ts')}`];

/** Resources that hold data: created before the deployment fails, and deleted by its rollback. */
const WITH_DATA = [
  'AWS::DynamoDB::Table',
  'AWS::S3::Bucket',
  'AWS::SecretsManager::Secret',
  'AWS::SQS::Queue',
  'AWS::Logs::LogGroup',
];

/** A first deployment that fails at its last resource, and the same one without the fault. */
export const FAILED_DEPLOYMENT: readonly Step[] = [
  {
    name: 'npx cdk deploy of another stack fails at its last resource; nothing of it is left',
    run: async ({ account }) => {
      const before = await takeInventory(account.emulator);
      await expectFailure(account.deploy(configFile('default'), [...SAME_STACK, ...FAILING_APP]));
      expectEqual(`Stack ${NAME}`, await account.statusOf(NAME), 'ROLLBACK_COMPLETE');
      const created = await account.createdTypes(NAME);
      for (const type of WITH_DATA) {
        expectEqual(`${type} was created`, created.includes(type), true);
      }
      const left = addedTo(before, await takeInventory(account.emulator));
      expectEqual('Left of the failed attempt', left.join(', '), '');
      return `${created.length} resources were created and deleted again`;
    },
  },
  {
    name: 'npx cdk deploy of it again, without the fault: it succeeds and receives',
    run: async ({ account, stack }) => {
      const again = new InboxStack(NAME, account, stack.simulators, stack.apiToken);
      await deploy(again, 'default', SAME_STACK);
      for (const { id } of again.sources) {
        await again.setSecrets(id);
      }
      for (const source of again.sources) {
        await deliverEvent(again, source);
      }
      return undefined;
    },
  },
];

async function expectFailure(deployment: Promise<void>): Promise<void> {
  const outcome = await deployment.catch((error: unknown) => error);
  if (outcome === undefined) {
    throw new Error('npx cdk deploy: succeeded, expected it to fail.');
  }
  if (
    !(outcome instanceof CommandFailedError) ||
    !outcome.output.includes('a-function-that-does-not-exist')
  ) {
    throw outcome;
  }
}

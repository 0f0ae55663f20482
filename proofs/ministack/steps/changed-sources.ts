import { deploy, readByInbox } from './default-stack';
import { answerToSigned, deliverEvent } from './deliver-event';
import { expectEqual, type Step, type World } from './steps';

/** The same stack deployed again, with other sources each time. */
export const CHANGED_SOURCES: readonly Step[] = [
  {
    name: 'npx cdk deploy: a source added; it receives, and so do the others',
    run: async (world) => {
      await deploy(world.stack, 'source-added');
      await useNewSource(world, 'limai-added');
      return undefined;
    },
  },
  {
    name: 'npx cdk deploy: that source renamed; the new name receives, the old one is 404 and its events are there',
    run: async (world) => {
      await deploy(world.stack, 'source-renamed');
      await useNewSource(world, 'limai-renamed');
      await checkFormer(world);
      return undefined;
    },
  },
  {
    name: 'npx cdk deploy: that source removed; it is 404, its events are there, the others receive',
    run: async (world) => {
      await deploy(world.stack, 'default');
      await checkAll(world);
      await checkFormer(world);
      return undefined;
    },
  },
];

/** Leaves the source among the former ones: the next deployment has none of this name. */
async function useNewSource(world: World, id: string): Promise<void> {
  const { stack, former } = world;
  await stack.setSecrets(id);
  const eventId = await deliverEvent(stack, stack.source(id));
  await checkAll(world);
  former.push({ source: stack.source(id), eventId });
}

async function checkAll({ stack }: World): Promise<void> {
  for (const source of stack.sources) {
    await deliverEvent(stack, source);
  }
}

async function checkFormer({ stack, former }: World): Promise<void> {
  const gone = former.filter(({ source }) => !stack.sources.some(({ id }) => id === source.id));
  for (const { source, eventId } of gone) {
    expectEqual(`${source.id}, which is no more`, await answerToSigned(stack, source), 404);
    await readByInbox(stack, eventId);
  }
}

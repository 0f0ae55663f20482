import { CommandError, UsageError } from '../../../cli/terminal/errors';
import { findInboxes, OUTPUTS } from '../../../lambda/contracts/outputs';
import { isCreatedForReference } from '../../aws/deploy/resources/resource-handlers';
import { type AssembledStack, type CloudAssembly, readAssembly } from '../../aws/template/cloud-assembly';
import { type LeftResource, selectConstruct } from '../../aws/template/select-construct';
import type { Template } from '../../aws/template/template';

export interface InboxChoice {
  /** As `cdk list` shows it, or as it is deployed. */
  readonly stack?: string | undefined;
  /** Its id in the outputs: the path of its construct in its stack, in Pascal case. */
  readonly inbox?: string | undefined;
}

export interface ChosenInbox {
  /** What the local run starts. */
  readonly template: Template;
  /** Path of its construct. */
  readonly path: string;
  /** Its stack, as the CDK shows it. */
  readonly stack: string;
  /** The rest of the app. */
  readonly left: readonly LeftResource[];
  readonly otherInboxes: readonly { readonly stack: string; readonly id: string; readonly path: string }[];
  /** What the app would ask AWS for, and has dummy values of. */
  readonly missingContext: readonly string[];
}

/** An inbox in a stack. */
interface Candidate {
  readonly stack: AssembledStack;
  readonly id: string;
  readonly path: string;
}

/**
 * The chosen inbox of a synthesized app, with all that it needs to run.
 * @throws UsageError that names the inboxes there are, CommandError when there is none or the app says that it is wrong
 */
export async function chooseInbox(cdkOutDir: string, choice: InboxChoice): Promise<ChosenInbox> {
  const { stacks, missingContext } = await readAssembly(cdkOutDir);
  const candidates = stacks.flatMap(findCandidates);
  const chosen = choose(candidates, stacks, choice);
  const { stack, path } = chosen;
  for (const [place, error] of stack.errors) {
    if (place === path || place.startsWith(`${path}/`)) {
      throw new CommandError(`${place}: ${error}`);
    }
  }
  const isWholeStack = path === stack.displayName;
  return {
    path,
    stack: stack.displayName,
    otherInboxes: candidates
      .filter((one) => one !== chosen)
      .map((one) => ({ stack: one.stack.displayName, id: one.id, path: one.path })),
    missingContext,
    ...selectConstruct(stack, {
      path: isWholeStack ? undefined : path,
      stacks,
      isCreated: isCreatedForReference,
    }),
  };
}

function choose(
  all: readonly Candidate[],
  stacks: CloudAssembly['stacks'],
  { stack: name, inbox }: InboxChoice,
): Candidate {
  if (all.length === 0) {
    const names = stacks.map(({ displayName }) => displayName).join(', ') || 'none';
    throw new CommandError(
      `The app has no inbox. Its stacks: ${names}. Expected \`new ExtractionInbox(…)\` in one of them.`,
    );
  }
  const inStack = all.filter(
    ({ stack }) => name === undefined || [stack.displayName, stack.stackName].includes(name),
  );
  const found = inStack.filter(({ id }) => inbox === undefined || id === inbox);
  const [chosen, ...others] = found;
  if (chosen && others.length === 0) {
    return chosen;
  }
  const known = `${all.map(({ stack, id }) => `--stack ${stack.displayName} --inbox ${id}`).join(', or ')}`;
  const asked = [name !== undefined && `--stack ${name}`, inbox !== undefined && `--inbox ${inbox}`];
  throw new UsageError(
    chosen
      ? `The app has ${found.length} inboxes: choose one with ${known}.`
      : `${asked.filter(Boolean).join(' ')}: the app has no such inbox, expected ${known}.`,
  );
}

function findCandidates(stack: AssembledStack): readonly Candidate[] {
  const names = Object.fromEntries([...stack.outputs.keys()].map((name) => [name, '']));
  return [...findInboxes(names).keys()].map((id) => {
    const output = [...stack.outputs.keys()].find((name) => name === `${id}${OUTPUTS.eventTableName}`) ?? '';
    const path = stack.paths.get(output)?.split('/').slice(0, -1).join('/');
    return { stack, id, path: path ?? stack.displayName };
  });
}

import { countEach, counted } from '../../../cli/terminal/format';
import type { LeftResource } from '../../aws/template/select-construct';
import type { ChosenInbox } from './choose-inbox';

/** Of a construct with more types the first tell what it is. */
const LISTED_TYPES = 5;

/** What of the app does not run here: a line for each construct of the stack and for each other stack, with types and why. */
export function describeLeft({
  path,
  stack,
  otherInboxes,
  left,
}: Omit<ChosenInbox, 'template'>): readonly string[] {
  const groups = new Map<string, LeftResource[]>();
  for (const resource of left) {
    const name = resource.stack === stack ? childPath(stack, resource.path) : resource.stack;
    groups.set(name, [...(groups.get(name) ?? []), resource]);
  }
  const lines = [...groups].map(([name, resources]) => {
    const listed = listTypes(resources);
    return `  ${name}: ${describeReason(name, resources, { stack, otherInboxes })}. ${listed}`;
  });
  return lines.length === 0 ? [] : [`Left, since ${path} does not refer to it:`, ...lines];
}

function listTypes(resources: readonly LeftResource[]): string {
  const types = [...countEach(resources.map(({ type }) => type))];
  const listed = types
    .slice(0, LISTED_TYPES)
    .map(([type, count]) => (count === 1 ? type : `${count} × ${type}`));
  const more = types.length - listed.length;
  return `${listed.join(', ')}${more > 0 ? ` and ${counted(more, 'more type')}` : ''}`;
}

/** `Main/Vpc` of `Main/Vpc/PublicSubnet1/Subnet`. */
function childPath(stack: string, path: string): string {
  return `${stack}/${path.slice(stack.length + 1).split('/')[0]}`;
}

function describeReason(
  name: string,
  resources: readonly LeftResource[],
  { stack, otherInboxes }: Pick<ChosenInbox, 'stack' | 'otherInboxes'>,
): string {
  const inbox = otherInboxes.find((other) => resources.some(({ path }) => path.startsWith(`${other.path}/`)));
  if (inbox !== undefined) {
    const where = name === inbox.stack && inbox.stack !== stack ? `--stack ${inbox.stack} ` : '';
    return `another inbox, which starts with ${where}--inbox ${inbox.id}`;
  }
  return resources[0]?.stack === stack ? 'not under the inbox' : 'another stack';
}

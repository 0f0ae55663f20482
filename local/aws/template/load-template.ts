import { readAssembly } from './cloud-assembly';
import type { Template } from './template';

/**
 * Reads the one stack of a synthesized CDK app.
 * @throws Error naming what is missing, or the stacks there are if not exactly one
 */
export async function loadTemplate(cdkOutDir: string): Promise<Template> {
  const { stacks } = await readAssembly(cdkOutDir);
  const [stack, ...others] = stacks;
  if (!stack || others.length > 0) {
    const names = stacks.map(({ displayName }) => displayName).join(', ') || 'none';
    throw new Error(`Synthesized app: got the stacks ${names}, expected exactly one.`);
  }
  return stack;
}

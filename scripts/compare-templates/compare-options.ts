import type { ExitCode } from '../../cli/terminal/errors';
import { Program } from '../../cli/terminal/run-program';

/** `npx tsx scripts/compare-templates/main.ts`. */
export function createCompareProgram(run: (files: readonly string[]) => Promise<ExitCode>): Program {
  return new Program('npx tsx scripts/compare-templates/main.ts')
    .description('Compares two synthesized templates after mapping old names to new ones.')
    .argument('<old>', 'the template before, such as cdk.out/ExtractionInbox.template.json')
    .argument('<new>', 'the template after')
    .addHelpText(
      'after',
      '\nExit status: 0 nothing but names, sentences and asset hashes differ, 1 more does, 2 wrong use.',
    )
    .runs((_, files) => run(files));
}

import type { ExitCode } from '../../cli/terminal/errors';
import { Program } from '../../cli/terminal/run-program';

/** `npx tsx scripts/release/check-release.ts <tag>`. */
export function createReleaseProgram(run: (tag: string) => Promise<ExitCode>): Program {
  return new Program('npx tsx scripts/release/check-release.ts')
    .description('Checks that package.json, package-lock.json and CHANGELOG.md name the version of a tag.')
    .argument('<tag>', 'the tag to release, such as v0.2.0')
    .addHelpText('after', '\nExit status: 0 the tag can be released, 1 it cannot, 2 wrong use.')
    .runs((_, [tag = '']) => run(tag));
}

import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { refuseOptionsTakenByNpm } from '../../../cli/terminal/npm-options';
import type { Program } from '../../../cli/terminal/run-program';
import { createSendProgram } from '../../../local/send/send-options';
import { createChaosProgram } from '../../../proofs/chaos/chaos-options';
import { createExploreProgram } from '../../../proofs/explorer/cli/explore-options';
import { createMutantsProgram } from '../../../proofs/mutants/mutants-options';
import { createProofProgram } from '../../../proofs/proof-program';
import { createReconcileProgram } from '../../../proofs/reconcile/reconcile-options';
import { PROGRAMS, refuseToRun } from '../../support/programs/programs';
import { runInProcess } from '../../support/programs/run-in-process';
import { sourceFiles } from '../source-files';

const ROOT = join(__dirname, '../../..');

/** Takes no option and no operand, and is one file. */
const BARE = ['proofs/ministack/main.ts'];

/** What reads a command line or prints past cli/terminal. */
const DIRECT = ['parseArgs', 'argv', 'console'];
/** The process, its arguments, and a child process that is handed JSON. */
const OWN = ['cli/main.ts', 'cli/terminal/run-program.ts', 'proofs/chaos/stack/stack-child.ts'];

const WRONG_VALUES: readonly (readonly [() => Program, readonly string[], string])[] = [
  [createProofProgram, ['chaso'], "unknown command 'chaso' (Did you mean chaos?)"],
  [createProofProgram, [], 'expected a command, one of explore, chaos'],
  [
    () => createReconcileProgram(refuseToRun),
    ['--documents', 'abc'],
    "option '--documents <n>' argument 'abc' is invalid.",
  ],
  [
    () => createReconcileProgram(refuseToRun),
    ['--documents', '1e9'],
    'Expected a whole number from 1 to 1000000.',
  ],
  [
    () => createReconcileProgram(refuseToRun),
    ['--documents', '9'],
    'expected no more than --documents (9) together.',
  ],
  [
    () => createReconcileProgram(refuseToRun),
    ['--late', '200'],
    '--late: got 200, expected no more than --missing',
  ],
  [() => createMutantsProgram(refuseToRun), ['gaurds'], 'Mutant: got "gaurds", expected one of'],
  [() => createMutantsProgram(refuseToRun), ['gaurds'], '(did you mean guards?)'],
  [() => createMutantsProgram(refuseToRun), ['toString'], 'Mutant: got "toString", expected one of'],
  [() => createExploreProgram(refuseToRun), ['--scenario', 'one-evnt'], '(did you mean one-event?)'],
  [
    () => createExploreProgram(refuseToRun),
    ['--check', 'tokn'],
    'Allowed choices are all, retry-after, token, idle, backlog.',
  ],
  [
    () => createExploreProgram(refuseToRun),
    ['--replay', '-'],
    '--replay: expected --scenario <name> beside it',
  ],
  [
    () => createExploreProgram(refuseToRun),
    ['--scenario', 'one-event', '--replay', '3:nonsense'],
    'Trace: got "3:nonsense"',
  ],
  [() => createExploreProgram(refuseToRun), ['--workers', '0'], 'Expected a whole number from 1 to 64.'],
  [() => createChaosProgram(refuseToRun), ['--faults', 'provider-428'], '(did you mean provider-429?)'],
  [() => createSendProgram(refuseToRun), ['limai', 'success', '--count', '0x10'], 'Expected a whole number'],
];

describe('the table of programs', () => {
  it('holds every program that package.json or a comment names', () => {
    const { scripts } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8'));
    const started = Object.values(scripts as Record<string, string>).flatMap(
      (script) => /^node (?:--import tsx )?(\S+\.[jt]s)/.exec(script)?.[1] ?? [],
    );
    expect(started.length).toBeGreaterThan(4);
    expect(Object.keys(scripts).length).toBeLessThanOrEqual(15);
    expect([...PROGRAMS.map(([file]) => file), ...BARE]).toEqual(expect.arrayContaining(started));
  });

  it('is the only way: nothing else reads the command line or prints by itself', () => {
    const files = sourceFiles('cli', 'local', 'proofs', 'scripts', 'examples').filter(
      ({ path }) => !OWN.includes(path),
    );
    const offenders = files.filter(({ words }) => words.some((word) => DIRECT.includes(word)));
    expect(offenders.map(({ path }) => path)).toEqual([]);
  });
});

describe('options that npm keeps for itself', () => {
  const { scripts } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8'));
  const named = Object.entries(scripts as Record<string, string>).flatMap(([script, line]) => {
    const [, program] = PROGRAMS.find(([file]) => line.endsWith(file)) ?? [];
    const [command] = [program?.(), ...(program?.().commands ?? [])].filter((one) => one?.options.length);
    const option = command?.options[0];
    return program && option ? [{ script, program, option }] : [];
  });

  it.each(named)('are refused by npm run $script', ({ script, program, option }) => {
    const variable = `npm_config_${option.name().replaceAll('-', '_')}`;
    const env = { npm_lifecycle_event: script, npm_command: 'run', [variable]: 'true' };
    expect(() => refuseOptionsTakenByNpm(program(), [], env)).toThrow(
      `\`npm run ${script} -- ${option.long}`,
    );
  });

  it('are looked for in every program with options', () => {
    expect(named.length).toBeGreaterThanOrEqual(4);
  });
});

/** Each program, and each command of the two that only choose one, by the words that start it. */
const COMMAND_LINES = PROGRAMS.flatMap(([file, program]) => {
  const commands = ['proofs/main.ts', 'scripts/generate/main.ts'].includes(file) ? program().commands : [];
  return [[], ...commands.map((command) => [command.name()])].map((words) => ({
    line: [file, ...words].join(' '),
    program,
    words,
  }));
});

describe.each(COMMAND_LINES)('$line', ({ program, words }) => {
  const { options } = program().commands.find((command) => command.name() === words[0]) ?? program();

  it('explains itself with --help and names each of its options', async () => {
    const { code, out, err } = await runInProcess(program(), [...words, '--help']);
    expect([code, err]).toEqual([0, '']);
    for (const { long } of options) {
      expect(out).toContain(long);
    }
  });

  it('refuses an option it does not know with one line and exit code 2', async () => {
    const { code, out, err } = await runInProcess(program(), [...words, '--nope']);
    expect([code, out]).toEqual([2, '']);
    expect(err).toMatch(/^unknown option '--nope'.* See .+ --help\.\n$/);
  });

  it('refuses a malformed number of any of its options at once', async () => {
    const numeric = options.filter(({ flags }) => /<(n|seconds)>/.test(flags));
    for (const { long } of numeric) {
      for (const value of ['abc', '1e9', '-1', '1.5', 'NaN', '99999999999999999999']) {
        const { code, err } = await runInProcess(program(), [...words, `${long}=${value}`]);
        expect([long, value, code, err]).toEqual([
          long,
          value,
          2,
          expect.stringMatching(/^option '.*' argument '.*' is invalid\. Expected .*\n$/),
        ]);
      }
    }
  });
});

describe('a value that nothing matches', () => {
  it.each(WRONG_VALUES)('ends with 2 and one line: %#', async (program, args, message) => {
    const { code, out, err } = await runInProcess(program(), args);
    expect([code, out, err.split('\n').length]).toEqual([2, '', 2]);
    expect(err).toContain(message);
  });
});

describe('a program in its own process', () => {
  const run = (file: string, ...args: readonly string[]) =>
    new Promise<{ code: number; text: string }>((resolve) => {
      const child = execFile(
        process.execPath,
        ['--import', 'tsx', file, ...args],
        { cwd: ROOT },
        (_, out, err) => resolve({ code: child.exitCode ?? -1, text: out + err }),
      );
    });

  it('ends with 2 and one line', async () => {
    expect(await run('scripts/lockfile/complete.ts', '--nope')).toEqual({
      code: 2,
      text: "unknown option '--nope'. See npx tsx scripts/lockfile/complete.ts --help.\n",
    });
    expect(await run('examples/query.ts', '--nope')).toMatchObject({ code: 2 });
  });
});

import { commandKey, EXIT_CODES, isRun, NOT_LOCAL, PLACEHOLDERS } from './command-tables';
import { type DocsRun, startDocsRun } from './docs-run';
import { findAwsCli } from './find-aws-cli';
import { type DocCommand, readDocCommands } from './read-commands';

/** The page of examples: no person types them, and each example has its exit code. */
const EXAMPLES = 'docs/operate/cli.md';

/** The AWS CLI starts dozens of times for some pages. */
const HANGS_AFTER_MS = 1_200_000;
const AWS_CLI = findAwsCli();
const COMMANDS = readDocCommands().filter(
  ({ kind, text }) => kind === 'line' && isRun(text) && (AWS_CLI !== undefined || !/\baws\b/.test(text)),
);
/** The examples come first, while the events are as they expect them. */
const PAGES = [...new Set([EXAMPLES, ...COMMANDS.map(({ page }) => page)])];

function filled(text: string): string {
  return PLACEHOLDERS.reduce((line, [word, value]) => line.replaceAll(word, value), text);
}

function allowedCodes({ text, code }: DocCommand): readonly number[] {
  // Whether a run with failed events, or an example's token, is healthy is not what a page says.
  const examines = /\binbox\b.* (?:doctor|setup)\b/.test(text);
  return [code, EXIT_CODES[commandKey(text)]?.[0] ?? code, ...(examines ? [1] : [])];
}

describe('the commands of README and docs, against a local run', () => {
  let run: DocsRun;
  beforeAll(async () => {
    run = await startDocsRun(AWS_CLI);
  });
  afterAll(async () => run?.stop());

  it.each(PAGES)(
    'of %s do what they say',
    async (page) => {
      const commands = COMMANDS.filter((command) => command.page === page);
      const texts = commands.map(({ text }) => filled(text));
      const results = await run.type(texts, { interactive: page !== EXAMPLES });
      const failed = results.filter(({ code = -1 }, index) => {
        const command = commands[index];
        return command && !allowedCodes(command).includes(code);
      });
      expect(failed).toEqual([]);
    },
    HANGS_AFTER_MS,
  );

  const withAws = AWS_CLI === undefined ? it.skip : it;
  withAws('are real calls, or are listed as only parsed (needs the AWS CLI, or python3 with venv)', () => {
    const parsed = run.parsed();
    process.stderr.write(`Only parsed by the AWS CLI: ${parsed.join(', ')}\n`);
    expect(parsed.length).toBeGreaterThan(0);
    expect(parsed.filter((operation) => !(operation in NOT_LOCAL))).toEqual([]);
  });
});

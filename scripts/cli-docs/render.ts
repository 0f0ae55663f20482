import type { Example, ExampleGroup } from './example';
import type { ExampleRun } from './run-example';

export interface ShownExample {
  readonly example: Example;
  readonly run: ExampleRun;
  /** The arguments as they are shown. */
  readonly args: readonly string[];
}

export interface Page {
  /** What `inbox --help` prints. */
  readonly help: string;
  readonly groups: readonly { readonly group: ExampleGroup; readonly shown: readonly ShownExample[] }[];
}

const INTRODUCTION = `# The command line

Everything an operator does with an inbox, at a deployed stack or at the local run: the same commands.

- \`npx inbox …\` in a checkout, after \`npm ci\`; from anywhere else \`node <checkout>/bin/inbox.js …\`.
- **Which inbox.** By default the stack that the variable \`EXTRACTION_INBOX_STACK\` names, or \`ExtractionInbox\`, with the AWS CLI's credentials and region (\`--stack\`, \`--region\`, \`AWS_PROFILE\`): its CloudFormation outputs say where
  everything is. \`--local\` is the one \`npm start\` runs.
- **Output.** Tables for people; \`--json\` gives one JSON document ([\`tail\`](#tail): one per line), whose shapes are the schemas in \`cli/\` that the tests check. Progress bars
  and notes go to standard error. What comes from outside is shown without the control characters it may hold.
- **Times** are UTC. \`--since\` and \`--until\` take \`30m\`, \`2h\`, \`3d\` (ago) or ISO 8601; an event's time is that of its last change.
- **Exit codes.** 0 done; 1 something was unknown, refused or failed, and standard error says what and what to do; 2 wrong usage, one line on standard error, nothing read or changed.

This page is written by \`npm run generate -- cli-docs\` from real runs at a local stack with 500 mixed events: 260 stored, 30 whose extraction failed, 70 archived, 40 quarantined, 60
failed, 40 open (the provider is away and said for how long), and 5 dead letters, put into the dead-letter queue as if our own code had broken on their events. Fixed words
stand for what differs from run to run: times, durations, digests, cursors, ports.
`;

/** The page docs/cli.md. `normalise` is applied to what commands printed. */
export function render({ help, groups }: Page, normalise: (text: string) => string): string {
  const sections = groups.map(({ group, shown }) => {
    const blocks = shown.map((one) => block(one, normalise));
    return `## ${group.command}\n\n${group.text}\n\n${blocks.join('\n\n')}\n`;
  });
  return [INTRODUCTION, `\`\`\`console\n$ npx inbox --help\n${help.trimEnd()}\n\`\`\`\n`, ...sections].join(
    '\n',
  );
}

function block({ example, run, args }: ShownExample, normalise: (text: string) => string): string {
  const input = example.piped === undefined ? '' : `echo ${quoted(example.piped.trimEnd())} | `;
  const command = `$ ${input}npx inbox --local ${args.map(quoted).join(' ')}`;
  const said = [run.err, run.out].map((text) => text.trimEnd()).filter(Boolean);
  const lines = normalise([command, ...said].join('\n')).split('\n');
  const most = example.mostLines ?? Number.POSITIVE_INFINITY;
  const kept = lines.length > most + 1 ? [...lines.slice(0, most + 1), '[…]'] : lines;
  const stopped = example.arrive ? ['^C'] : [];
  const code = run.code === 0 && !example.arrive ? [] : [`[exit code ${run.code}]`];
  return ['```console', ...kept, ...stopped, ...code, '```'].join('\n');
}

/** As a shell takes it. */
function quoted(word: string): string {
  return /^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`;
}

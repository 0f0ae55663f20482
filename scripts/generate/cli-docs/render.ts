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

\`inbox\` operates a deployed stack or a local run, with the same commands.

- Run \`npx inbox …\` in a checkout, after \`npm ci\`. From elsewhere, run
  \`node <checkout>/bin/inbox.js …\`.
- **Which inbox.** By default, \`inbox\` reads the stack that the variable \`EXTRACTION_INBOX_STACK\`
  names, or \`ExtractionInbox\`, with the AWS CLI's credentials and region (\`--stack\`, \`--region\`,
  \`AWS_PROFILE\`). It finds all parts by the stack's CloudFormation outputs. If the stack has several
  inboxes, \`--inbox\` or the variable \`EXTRACTION_INBOX_ID\` chooses one. \`--local\` means the run of
  \`npm start\`.
- **Output.** You get tables, or one JSON document with \`--json\` ([\`tail\`](#tail): one per line).
  The schemas of the documents are in \`cli/\`, and tests check them. Progress bars and notes go to
  standard error. Control characters in foreign text are escaped.
- **Tables** fit the terminal. Columns shrink, the least important are left out, and a line beneath
  says so. \`--wide\` shows everything, with whole IDs and with times in UTC. In a pipe, tables are
  always like that, unless the variable \`COLUMNS\` names a width. A shortened ID such as
  \`evt_65a50…718293\` works in \`events show\` and \`events get\`, if only one event of the last seven
  days has such an ID. Commands that change something demand the whole ID.
- **Colours** mark the states on a terminal. \`--no-color\`, \`NO_COLOR\` and \`TERM=dumb\` switch them
  off, and \`FORCE_COLOR\` switches them on in a pipe.
- **Help.** \`inbox\` alone, \`inbox help events list\` and \`-h\` behind any command print help, with
  exit code 0.
- **Times.** \`--since\` and \`--until\` take \`30m\`, \`2h\`, \`3d\` (ago) or ISO 8601. The time of
  an event is that of its last change.
- **Exit codes.** 0 means done. 1 means that something was unknown, refused or failed, and standard
  error says what to do. 2 means wrong usage, with one line on standard error; nothing was read or
  changed.

\`npm run generate -- cli-docs\` writes this page from real runs, as a terminal of 100 columns shows
them. They read a local stack with 500 mixed events. 260 are stored, 30 have a failed extraction, 70
are archived, 40 are quarantined, 60 have failed, and 40 are open (the provider is down and said for
how long). 5 dead letters were put into the dead-letter queue. Fixed words replace what differs from
run to run: times, durations, digests, cursors, ports.
`;

/** The page docs/operate/cli.md. `normalise` is applied to what commands printed. */
export function render({ help, groups }: Page, normalise: (text: string) => string): string {
  const sections = groups.map(({ group, shown }) => {
    const blocks = shown.map((one) => block(one, normalise));
    return `## ${group.command}\n\n${wrapProse(group.text)}\n\n${blocks.join('\n\n')}\n`;
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

/** Lines of at most 100 columns; a span of code is never broken. */
export function wrapProse(text: string): string {
  const words = text.match(/(?:`[^`]*`|[^\s`])+/g) ?? [];
  const lines: string[] = [];
  for (const word of words) {
    const longer = `${lines.at(-1)} ${word}`;
    if (lines.length > 0 && longer.length <= 100) {
      lines[lines.length - 1] = longer;
    } else {
      lines.push(word);
    }
  }
  return lines.join('\n');
}

/** As a shell takes it. */
function quoted(word: string): string {
  return /^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`;
}

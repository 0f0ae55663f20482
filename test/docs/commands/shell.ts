import { spawn } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

export interface ShellOptions {
  /** Where the commands run, and their files lie. */
  readonly directory: string;
  readonly env: NodeJS.ProcessEnv;
}

export interface ShellResult {
  readonly text: string;
  /** Undefined when the shell ended before the command did. */
  readonly code: number | undefined;
  readonly output: string;
}

/** Sends a command line to the server of cli-server.ts, and ends as it says. `secrets` reads its standard input. */
const CALL_SERVER = `#!/usr/bin/env bash
case "$1" in inbox|extraction-inbox) shift ;; *) echo "npx: $1 is not run here" >&2; exit 70 ;; esac
piped=
case " $* " in *" secrets "*) piped=$(base64 -w0) ;; esac
interactive=no
[ -n "$INTERACTIVE" ] && [ -z "$piped" ] && interactive=yes
exec 3<>"/dev/tcp/127.0.0.1/$CLI_PORT"
printf '%s\\0' "$interactive" "$piped" "$@" >&3
printf '\\4' >&3
read -r code <&3; read -r out <&3; read -r err <&3
printf %s "$out" | base64 -d
printf %s "$err" | base64 -d >&2
exit "$code"
`;

/** \`npm run send -- …\` is \`inbox send …\`. */
const NPM = `#!/usr/bin/env bash
[ "$1 $2" = 'run send' ] || { echo "npm: $* is not run here" >&2; exit 70; }
shift 2; [ "$1" = -- ] && shift
exec npx inbox send "$@"
`;

/** Operations that are only parsed go where nothing answers. There a refusal is success, and prints what a reader would copy. */
const AWS = `#!/usr/bin/env bash
case "$PARSED_ONLY" in
  *"|$1 $2|"*)
    said=$("$REAL_AWS" --endpoint-url "$SILENT_AWS" "$@" 2>&1)
    case "$said" in *ParsedOnly*|*'(400)'*) echo "$1 $2" >>"$PARSED_FILE"; echo value-of-the-reader; exit 0 ;; esac
    echo "$said" >&2; exit 71 ;;
esac
exec "$REAL_AWS" "$@"
`;

/** Shims first on the PATH of \`env\`: \`npx\`, \`npm\`, \`aws\` and \`inbox\`. */
export function writeShims(directory: string): void {
  mkdirSync(directory, { recursive: true });
  const shims = { npx: CALL_SERVER, npm: NPM, aws: AWS, inbox: '#!/bin/sh\nexec npx inbox "$@"\n' };
  for (const [name, text] of Object.entries(shims)) {
    writeFileSync(join(directory, name), text, { mode: 0o755 });
  }
}

/** Runs the commands one after the other in one Bash, so that variables, functions and files carry over. */
export async function runInShell(
  commands: readonly string[],
  { directory, env }: ShellOptions,
): Promise<readonly ShellResult[]> {
  const files = join(directory, '.commands');
  mkdirSync(files, { recursive: true });
  const script = commands.map((text, index) => {
    const file = join(files, String(index));
    writeFileSync(`${file}.sh`, `${text}\n`);
    return `{ . '${file}.sh'; } >'${file}.out' 2>&1 </dev/null; echo $? >'${file}.code'`;
  });
  await new Promise<void>((resolve) => {
    const bash = spawn('bash', ['-c', script.join('\n')], { cwd: directory, env });
    bash.once('close', () => resolve());
  });
  return commands.map((text, index) => readResult(text, join(files, String(index))));
}

function readResult(text: string, file: string): ShellResult {
  const read = (ending: string) => (existsSync(file + ending) ? readFileSync(file + ending, 'utf8') : '');
  const code = read('.code');
  return { text, code: code === '' ? undefined : Number(code), output: read('.out') };
}

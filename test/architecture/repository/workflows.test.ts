import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';

const ROOT = join(__dirname, '../../..');
const FOLDER = join(ROOT, '.github/workflows');

interface Step {
  readonly uses?: string;
  readonly run?: string;
}

interface Job {
  readonly steps: readonly Step[];
  readonly permissions?: Readonly<Record<string, string>>;
  readonly 'timeout-minutes'?: number;
  readonly strategy?: { readonly matrix: { readonly node?: readonly number[] } };
}

interface Workflow {
  readonly permissions: Readonly<Record<string, string>>;
  readonly concurrency: object;
  readonly jobs: Readonly<Record<string, Job>>;
}

const WORKFLOWS = readdirSync(FOLDER).map((name) => {
  const text = readFileSync(join(FOLDER, name), 'utf8');
  return { name, text, workflow: parse(text) as Workflow };
});
const { scripts: SCRIPTS } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')) as {
  readonly scripts: Readonly<Record<string, string>>;
};

function jobsOf(name: string): readonly Job[] {
  return Object.values(WORKFLOWS.find((one) => one.name === name)?.workflow.jobs ?? {});
}

function commandsOf(jobs: readonly Job[]): readonly string[] {
  return jobs.flatMap(({ steps }) => steps.flatMap(({ run = [] }) => run));
}

describe.each(WORKFLOWS)('$name', ({ text, workflow }) => {
  const jobs = Object.values(workflow.jobs);

  it('may read the repository and nothing else, but for the token that publishing needs', () => {
    expect(workflow.permissions).toEqual({ contents: 'read' });
    const more = jobs.filter(({ permissions }) => permissions !== undefined);
    expect(more.every((job) => commandsOf([job]).some((line) => line.startsWith('npm publish')))).toBe(true);
    expect(more.map(({ permissions }) => permissions)).toEqual(
      more.map(() => ({ contents: 'read', 'id-token': 'write' })),
    );
  });

  it('ends by itself, and never runs beside itself', () => {
    expect(workflow.concurrency).toBeDefined();
    expect(jobs.filter((job) => !job['timeout-minutes'])).toEqual([]);
  });

  it('pins each action to a commit and names its version', () => {
    const used = text.split('\n').filter((line) => line.includes('uses:'));
    expect(used.length).toBeGreaterThan(1);
    expect(used.filter((line) => !/uses: [\w-]+\/[\w-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+$/.test(line))).toEqual(
      [],
    );
  });

  it('names scripts and files that exist', () => {
    const lines = commandsOf(jobs).filter((line) => line !== 'npm ci' && !line.startsWith('npm publish'));
    const missing = lines.filter((line) => {
      const [, script] = /^npm run (\S+)/.exec(line) ?? [];
      const [, file = ''] = /^(?:npx tsx )?(\S+)/.exec(line) ?? [];
      return script ? !(script in SCRIPTS) : !existsSync(join(ROOT, file));
    });
    expect(lines.length).toBeGreaterThan(0);
    expect(missing).toEqual([]);
  });
});

describe('the workflows together', () => {
  it('run .ci/run, on Node 22 and 24', () => {
    expect(statSync(join(ROOT, '.ci/run')).mode & 0o111).not.toBe(0);
    expect(commandsOf(jobsOf('ci.yml'))).toEqual(['.ci/run']);
    expect(jobsOf('ci.yml').map(({ strategy }) => strategy?.matrix.node)).toEqual([[22, 24]]);
  });

  it('check a release before they publish it', () => {
    const [verify, publish] = jobsOf('release.yml').map((job) => commandsOf([job]));
    expect(verify).toEqual([
      'npm ci',
      'npx tsx scripts/release/check-release.ts "$GITHUB_REF_NAME"',
      '.ci/run',
    ]);
    expect(publish?.at(-1)).toBe('npm publish --provenance --access public');
  });
});

describe('dependabot.yml', () => {
  const { updates } = parse(readFileSync(join(ROOT, '.github/dependabot.yml'), 'utf8')) as {
    readonly updates: readonly Readonly<Record<string, unknown>>[];
  };

  it('updates packages and actions, in groups', () => {
    expect(updates.map((update) => update['package-ecosystem'])).toEqual(['npm', 'github-actions']);
    expect(updates.filter(({ groups }) => Object.keys(groups ?? {}).length === 0)).toEqual([]);
  });
});

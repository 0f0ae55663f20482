import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type BuildResult, build, type Metafile } from 'esbuild';
import { BUNDLING } from '../../../lib/functions/bundling';
import { devDependencies } from '../../../package.json';

const ROOT = join(__dirname, '..', '..', '..');

/**
 * Bytes, minified. A plain handler with two SDK clients, the whole credential chain and zod is 438,900; ours has two more
 * clients, logs and metrics. A rise over the budget is a cold start's: find out what came in before raising it. The sweeper's S3
 * client, 165,000 of its bytes, is for replays that brought nothing; a function that runs each minute rarely starts cold.
 */
const BUDGETS = { ingest: 516_500, process: 558_500, sweep: 480_000, reconcile: 378_800 } as const;

/** Ingest is what a provider waits for: it holds no more of our own files than a reader can take in. */
const INGEST_OWN_FILES = 44;

/** What ingest never needs: calls of a provider's API, and what an answer holds. */
const BEYOND_INGEST = [
  /^lambda\/providers\/registry\.ts$/,
  /^lambda\/providers\/[a-z]+\/(index|fetch|payload-link|reconciliation)/,
  /^lambda\/providers\/shared\/(api-get|holds-value|read-rows)\.ts$/,
  /^lambda\/adapters\/http\//,
];

/** What is bundled into functions is also installed as a dependency of development. */
const TOOLS = Object.keys(devDependencies).filter(
  (name) => !/^(@aws-sdk\/|@aws-lambda-powertools\/|zod$)/.test(name),
);

/** What must never be in a function, and what it would cost (measured in load time). */
const FORBIDDEN: readonly (readonly [string, RegExp])[] = [
  ['CDK code', /node_modules\/(aws-cdk-lib|constructs|@aws-cdk)\//],
  ['zod’s locales (30–50 ms)', /node_modules\/zod\/v4\/locales\//],
  ['the credential chain (20 ms)', /nested-clients|credential-provider-(imds|sso|ini|process|node)/],
  ['a tracing SDK (20–45 ms)', /aws-xray-sdk|powertools\/tracer|@opentelemetry\/|@aws\/aws-distro/],
  ['infrastructure or tools of ours', /^(lib|local|cli|bin|test|fixtures)\//],
  ['a tool of development', matchPackages(TOOLS)],
];

describe.each(Object.entries(BUDGETS))('the bundle of the %s function', (handler, budget) => {
  let metafile: Metafile;
  let code: string;
  beforeAll(async () => {
    const result = await bundle(handler);
    metafile = result.metafile as Metafile;
    code = result.outputFiles?.[0]?.text ?? '';
  }, 30_000);

  it(`is not larger than ${budget} bytes`, () => {
    expect(code.length).toBeLessThanOrEqual(budget);
  });

  it.each(FORBIDDEN)('contains no trace of %s', (_name, pattern) => {
    const output = Object.values(metafile.outputs)[0];
    expect(Object.keys(output?.inputs ?? {}).filter((path) => pattern.test(path))).toEqual([]);
  });

  it('calls no global fetch (50 ms at its first use)', () => {
    const ours = Object.keys(metafile.inputs).filter((path) => path.startsWith('lambda/'));
    expect(ours.length).toBeGreaterThan(20);
    const fetching = ours.filter((path) => /(?<![.\w])fetch\(/.test(readFileSync(join(ROOT, path), 'utf8')));
    expect(fetching).toEqual([]);
  });

  it('needs nothing but Node itself', () => {
    const imports = Object.values(metafile.outputs)[0]?.imports.map(({ path }) => path) ?? [];
    expect(imports.filter((path) => !isBuiltIn(path))).toEqual([]);
  });
});

describe('the bundle of the ingest function', () => {
  let own: readonly string[];
  beforeAll(async () => {
    const { metafile } = await bundle('ingest');
    const [output] = Object.values((metafile as Metafile).outputs);
    own = Object.entries(output?.inputs ?? {})
      .filter(([path, { bytesInOutput }]) => path.startsWith('lambda/') && bytesInOutput > 0)
      .map(([path]) => path);
  }, 30_000);

  it(`holds at most ${INGEST_OWN_FILES} of our own files`, () => {
    expect(own.length).toBeLessThanOrEqual(INGEST_OWN_FILES);
  });

  it('holds nothing that fetches or lists', () => {
    expect(own.filter((path) => BEYOND_INGEST.some((pattern) => pattern.test(path)))).toEqual([]);
  });
});

function bundle(handler: string): Promise<BuildResult> {
  return build({
    ...BUNDLING,
    entryPoints: [join('lambda', 'handlers', `${handler}.ts`)],
    outfile: `${handler}.js`,
    write: false,
    metafile: true,
  });
}

function isBuiltIn(path: string): boolean {
  return path.startsWith('node:') || /^[a-z_0-9]+(\/promises)?$/.test(path);
}

function matchPackages(names: readonly string[]): RegExp {
  return new RegExp(`node_modules/(${names.join('|')})/`);
}

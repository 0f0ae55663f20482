import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { synthesizeCommand } from '../../../../local/run/app/synthesize';

/** An app that only writes down what it was handed. */
const RECORD = `
const { CDK_OUTDIR, CDK_CONTEXT_JSON, CDK_DEFAULT_ACCOUNT, CDK_DEFAULT_REGION, CONTEXT_OVERFLOW_LOCATION_ENV } = process.env;
require('node:fs').writeFileSync(CDK_OUTDIR + '/manifest.json', JSON.stringify({
  context: JSON.parse(CDK_CONTEXT_JSON), overflow: CONTEXT_OVERFLOW_LOCATION_ENV, CDK_DEFAULT_ACCOUNT, CDK_DEFAULT_REGION,
}));`;

describe('synthesizeCommand', () => {
  let folder: string;
  let outDir: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'app-'));
    outDir = join(folder, 'out');
    writeFileSync(join(folder, 'record.js'), RECORD);
    jest.spyOn(process, 'cwd').mockReturnValue(folder);
  });
  afterEach(() => {
    jest.restoreAllMocks();
    rmSync(folder, { recursive: true });
  });

  const recorded = () => JSON.parse(readFileSync(join(outDir, 'manifest.json'), 'utf8'));

  it('hands the app what the CDK CLI does, with the context of the folder', async () => {
    writeFileSync(join(folder, 'cdk.json'), '{ "context": { "flag": true, "from": "cdk.json" } }');
    writeFileSync(join(folder, 'cdk.context.json'), '{ "from": "cdk.context.json" }');
    await synthesizeCommand('node record.js', outDir);
    expect(recorded()).toMatchObject({
      context: { flag: true, from: 'cdk.context.json', 'aws:cdk:enable-path-metadata': true },
      CDK_DEFAULT_ACCOUNT: '000000000000',
      CDK_DEFAULT_REGION: 'us-east-1',
    });
  });

  it('hands a context that no variable holds in a file', async () => {
    writeFileSync(join(folder, 'cdk.context.json'), JSON.stringify({ long: 'x'.repeat(150_000) }));
    await synthesizeCommand('node record.js', outDir);
    const { overflow, context } = recorded();
    expect(context).toEqual({});
    expect(JSON.parse(readFileSync(overflow, 'utf8')).long).toHaveLength(150_000);
  });

  it('repeats what the app says when it fails, and says how it ended', async () => {
    const said = jest.spyOn(process.stderr, 'write').mockReturnValue(true);
    await expect(synthesizeCommand('echo "no such stack" >&2; exit 3', outDir)).rejects.toThrow(
      '--app: "echo "no such stack" >&2; exit 3" ended with exit code 3, expected 0.',
    );
    expect(said).toHaveBeenCalledWith('no such stack\n');
  });

  it('says so when the app wrote its assembly elsewhere', async () => {
    await expect(synthesizeCommand('true', outDir)).rejects.toThrow(
      '--app: "true" wrote no cloud assembly to the folder that CDK_OUTDIR names.',
    );
  });
});

import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { loadTemplate } from '../../../../local/aws/template/load-template';

const SMALL_APP = join(__dirname, '../fixtures/small-app');

describe('loadTemplate', () => {
  it('reads the stack with its parameters, conditions, outputs and assets', async () => {
    const template = await loadTemplate(SMALL_APP);

    expect(template.stackName).toBe('Small');
    expect(template.resources.get('Ingest')).toMatchObject({
      type: 'AWS::Lambda::Function',
      dependsOn: ['Policy'],
    });
    expect(template.resources.get('ProductionAlarm')?.condition).toBe('IsProduction');
    expect(template.parameters.get('Stage')).toBe('test');
    expect([...template.conditions.keys()]).toEqual(['IsProduction', 'IsTest']);
    expect(template.outputs.get('TableName')?.value).toEqual({ Ref: 'Table' });
    expect(template.assets.get('ingest.zip')).toBe(join(SMALL_APP, 'asset.ingest'));
  });

  it('says what to run when nothing is synthesized', async () => {
    await expect(loadTemplate(join(SMALL_APP, 'nowhere'))).rejects.toThrow(
      /cannot read .*manifest\.json, expected the output of "cdk synth"/,
    );
  });

  it('names the stacks when there is not exactly one', async () => {
    const directory = await mkdtemp(join(tmpdir(), 'app-'));
    const stack = { type: 'aws:cloudformation:stack', properties: { templateFile: 'empty.json' } };
    await writeFile(join(directory, 'empty.json'), '{}');
    await writeFile(
      join(directory, 'manifest.json'),
      JSON.stringify({ artifacts: { One: stack, Two: stack } }),
    );

    await expect(loadTemplate(directory)).rejects.toThrow('got the stacks One, Two, expected exactly one');
    await rm(directory, { recursive: true });
  });
});

import { rmSync } from 'node:fs';
import { type CloudAssembly, readAssembly } from '../../../../local/aws/template/cloud-assembly';
import { synthesizeMixedApp } from './mixed-app';

describe('readAssembly', () => {
  let assembly: CloudAssembly;
  const find = (name: string) => {
    const found = assembly.stacks.find(({ displayName }) => displayName === name);
    if (!found) {
      throw new Error(`No stack ${name}.`);
    }
    return found;
  };

  beforeAll(async () => {
    const directory = synthesizeMixedApp('strong');
    assembly = await readAssembly(directory);
    rmSync(directory, { recursive: true });
  });

  it('finds every stack, also those of stages, under the name that the CDK shows', () => {
    const names = assembly.stacks.map(({ displayName, stackName }) => [displayName, stackName]);
    expect(names.sort()).toEqual([
      ['Main', 'Main'],
      ['Prod/Main', 'Prod-Main'],
      ['Shared', 'Shared'],
    ]);
  });

  it('knows the construct of each resource and of each output', () => {
    const { paths, resources, outputs } = find('Prod/Main');
    const known = [...resources.keys(), ...outputs.keys()].map((id) => paths.get(id));
    expect(known.sort()).toEqual([
      'Prod/Main/Key/Resource',
      'Prod/Main/Secret',
      'Prod/Main/Thing/Bucket',
      'Prod/Main/Thing/Name',
      'Prod/Main/Thing/Queue',
    ]);
  });

  it('puts the local account and region in the place of those of a fixed environment', () => {
    const shown = JSON.stringify([...find('Shared').resources.values()]);
    expect(shown).toContain('iam::000000000000:root');
    expect(shown).not.toMatch(/123456789012|eu-west-1/);
  });
});

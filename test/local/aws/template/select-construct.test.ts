import { rmSync } from 'node:fs';
import { type CloudAssembly, readAssembly } from '../../../../local/aws/template/cloud-assembly';
import { type Selection, selectConstruct } from '../../../../local/aws/template/select-construct';

import { synthesizeMixedApp } from './mixed-app';

const CREATED = ['AWS::S3::Bucket', 'AWS::KMS::Key', 'AWS::SecretsManager::Secret'];
const isCreated = (type: string) => CREATED.includes(type);

function select({ stacks }: CloudAssembly, displayName: string, path?: string): Selection {
  const stack = stacks.find((one) => one.displayName === displayName);
  if (!stack) {
    throw new Error(`No stack ${displayName}.`);
  }
  return selectConstruct(stack, { path, stacks, isCreated });
}

const typesOf = ({ template }: Selection) => [...template.resources.values()].map(({ type }) => type).sort();

describe.each(['strong', 'weak'] as const)(
  'selectConstruct with %s references between stacks',
  (references) => {
    let assembly: CloudAssembly;

    beforeAll(async () => {
      const directory = synthesizeMixedApp(references);
      assembly = await readAssembly(directory);
      rmSync(directory, { recursive: true });
    });

    it('takes what lies under the construct, what that refers to, and the policies attached to it', () => {
      const selection = select(assembly, 'Main', 'Main/Thing');
      expect(typesOf(selection)).toEqual([
        'AWS::KMS::Key',
        'AWS::Lambda::Function',
        'AWS::S3::Bucket',
        'AWS::S3::BucketPolicy',
        'AWS::SNS::Topic',
        'AWS::SQS::Queue',
      ]);
      expect([...selection.template.outputs.keys()]).toEqual([expect.stringMatching(/^ThingName/)]);
    });

    it('takes the value of another stack from there', () => {
      const { template } = select(assembly, 'Main', 'Main/Thing');
      const bucket = [...template.resources.values()].find(({ type }) => type === 'AWS::S3::Bucket');
      const key = [...template.resources.values()].find(({ type }) => type === 'AWS::KMS::Key');
      expect(JSON.stringify(bucket?.properties)).toContain(
        JSON.stringify({ 'Fn::GetAtt': [key?.logicalId, 'Arn'] }),
      );
      expect(JSON.stringify([...template.resources])).not.toMatch(/ImportValue|GetStackOutput/);
      expect(key).toMatchObject({ logicalId: expect.stringMatching(/^Shared-Key/), isReferred: true });
    });

    it('lists the rest of the app', () => {
      const { left } = select(assembly, 'Main', 'Main/Thing');
      expect(left).toEqual(
        expect.arrayContaining([
          { stack: 'Shared', path: 'Shared/Unused/Resource', type: 'AWS::SNS::Topic' },
          { stack: 'Main', path: 'Main/Other/Bucket', type: 'AWS::S3::Bucket' },
          { stack: 'Main', path: 'Main/Permission', type: 'AWS::Lambda::Permission' },
          { stack: 'Prod/Main', path: 'Prod/Main/Thing/Queue', type: 'AWS::SQS::Queue' },
        ]),
      );
      expect(left.map(({ path }) => path)).not.toContain('Shared/Key/Resource');
    });

    it('takes nothing of what a mere name stands for', () => {
      const { template } = select(assembly, 'Main', 'Main/Thing');
      const fn = [...template.resources.values()].find(({ type }) => type === 'AWS::Lambda::Function');
      expect(fn).toMatchObject({ isReferred: true, properties: {} });
    });

    it('takes a whole stack when no construct is named', () => {
      const { template, left } = select(assembly, 'Prod/Main');
      expect(template.resources.size).toBe(4);
      expect(left.filter(({ path }) => path.startsWith('Prod'))).toEqual([]);
    });
  },
);

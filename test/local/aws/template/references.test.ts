// biome-ignore-all lint/suspicious/noTemplateCurlyInString: it is CloudFormation's syntax of Fn::Sub
import type { JsonObject } from '../../../../local/aws/template/json';
import { inDependencyOrder, references } from '../../../../local/aws/template/references';

function given(
  resources: Readonly<Record<string, { properties?: JsonObject; dependsOn?: readonly string[] }>>,
) {
  return {
    resources: new Map(
      Object.entries(resources).map(([logicalId, { properties = {}, dependsOn = [] }]) => [
        logicalId,
        { logicalId, type: 'T', properties, dependsOn, metadata: {} },
      ]),
    ),
  };
}

function order(template: ReturnType<typeof given>): readonly string[] {
  return inDependencyOrder(template).map(({ logicalId }) => logicalId);
}

describe('references', () => {
  it('finds what every intrinsic points at, however deep', () => {
    const value = {
      a: { Ref: 'A' },
      b: [{ 'Fn::Join': ['', [{ 'Fn::GetAtt': ['B', 'Arn'] }]] }, { 'Fn::GetAtt': 'C.Arn' }],
      c: { 'Fn::Sub': '${D} ${E.Arn} ${!NotOne}' },
      d: { 'Fn::Sub': ['${x}', { x: { Ref: 'F' } }] },
    };

    expect([...references(value)].sort()).toEqual(['A', 'B', 'C', 'D', 'E', 'F', 'x']);
  });
});

describe('inDependencyOrder', () => {
  it('puts each resource after what it refers to or depends on', () => {
    const template = given({
      Function: { properties: { role: { Ref: 'Role' } }, dependsOn: ['Policy'] },
      Policy: { properties: { roles: [{ Ref: 'Role' }] } },
      Role: {},
    });

    expect(order(template)).toEqual(['Role', 'Policy', 'Function']);
  });

  it('names the circle', () => {
    const template = given({ A: { properties: { b: { Ref: 'B' } } }, B: { dependsOn: ['A'] } });

    expect(() => order(template)).toThrow('A → B → A');
  });

  it('names a dependency that is not there', () => {
    expect(() => order(given({ A: { dependsOn: ['Gone'] } }))).toThrow('Resource A: depends on Gone');
  });
});

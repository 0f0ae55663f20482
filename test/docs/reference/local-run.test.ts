import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ACCEPTED_RESOURCES, RESOURCE_HANDLERS } from '../../../local/aws/deploy/resources/resource-handlers';
import { OPERATIONS } from '../../../local/aws/gateway/s3/s3-action';
import { createStartProgram } from '../../../local/run/start-options';
import { ROUTES } from '../../../local/simulators/admin-api';
import { documentPlanSchema, faultsSchema } from '../../../local/simulators/behaviour';

const PAGE = readFileSync(join(__dirname, '../../../docs/reference/local-run.md'), 'utf8');

function section(title: string): string {
  const [, text = ''] = PAGE.split(`\n## ${title}\n`);
  return text.split('\n## ')[0] ?? '';
}

function codesIn(text: string): readonly string[] {
  return [...text.matchAll(/`([^`]+)`/g)].map(([, code = '']) => code);
}

/** Resource type → what its row says takes no effect. */
function listedProperties(): Map<string, readonly string[]> {
  const rows = section('Differences from AWS')
    .split('\n')
    .map((line) => line.split('|').map((cell) => cell.trim()))
    .filter(([, type = '']) => type === 'all' || type.startsWith('`AWS::'));
  const listed = new Map<string, string[]>();
  for (const [, types = '', properties = ''] of rows) {
    for (const type of types === 'all' ? Object.keys(RESOURCE_HANDLERS) : codesIn(types)) {
      listed.set(type, [...(listed.get(type) ?? []), ...codesIn(properties)]);
    }
  }
  return listed;
}

describe('docs/reference/local-run.md', () => {
  it.each(Object.entries(RESOURCE_HANDLERS))('lists what takes no effect of %s', (type, { leftOut }) => {
    const everywhere = ['Tags', 'Description'];
    const own = (names: readonly string[]) => names.filter((name) => !everywhere.includes(name)).sort();
    expect(own(listedProperties().get(type) ?? [])).toEqual(own(Object.keys(leftOut)));
  });

  it('lists the resource types that have no effect', () => {
    const [, text = ''] = section('Differences from AWS').split('have no effect at all:');
    expect(codesIn(text)).toEqual(Object.keys(ACCEPTED_RESOURCES).sort());
  });

  it('lists what the local S3 does', () => {
    const row = section('Differences from AWS')
      .split('\n')
      .find((line) => line.startsWith('| S3 |'));
    const names = ['CopyObject', ...OPERATIONS.map(({ name }) => name)];
    expect([...codesIn(row ?? '')].sort()).toEqual([...names, '501 NotImplemented'].sort());
  });

  it('has each route of the simulators, and each member of plans and faults', () => {
    const page = section("The simulators' admin API");
    const routes = Object.keys(ROUTES).map((route) =>
      route.replace(' ', ' /_simulator/').replace('*', '<id>'),
    );
    expect(routes.filter((route) => !page.includes(`| \`${route}\` |`))).toEqual([]);
    const members = [documentPlanSchema, faultsSchema].flatMap(({ shape }) => Object.keys(shape));
    expect(members.filter((member) => !page.includes(`\`${member}\``))).toEqual([]);
  });

  it('names every option of npm start', () => {
    const options = createStartProgram(async () => 0).options.map(({ long }) => long ?? '');
    expect(options.filter((option) => !section('npm start').includes(`\`${option}`))).toEqual([]);
  });
});

import { execFileSync } from 'node:child_process';
import { toShellLines } from '../../../cli/operations/shell-variables';
import { deployedOutputs, runDeployed } from '../deployed-stack';

/** What a POSIX shell has in a variable after it evaluated the lines, byte for byte. */
function evaluated(lines: string, name: string): string {
  const script = `AWS_PROFILE=mine; eval "$1"; printf '%s|' "\${${name}-unset}"`;
  return execFileSync('sh', ['-c', script, 'sh', lines]).toString().slice(0, -1);
}

describe('the lines that inbox env prints', () => {
  it.each([
    ['an ARN', 'arn:aws:secretsmanager:us-east-1:1:secret:a-b'],
    ['a URL with a query', 'https://host/path?a=1&b=2;c'],
    ['single quotes', "it's 'quoted'"],
    ['double quotes and backslashes', 'a "b" \\ \\n'],
    ['a command in a substitution', '$(touch /tmp/x) `id` $HOME'],
    ['line ends', '\nfirst\nsecond\n'],
    ['a blank, a star and a hash', ' * # ~'],
    ['nothing', ''],
  ])('give a shell %s unchanged', (_, value) => {
    expect(evaluated(toShellLines({ set: { VALUE: value }, unset: [] }), 'VALUE')).toBe(value);
  });

  it('remove a variable that would lead elsewhere', () => {
    const lines = toShellLines({ set: {}, unset: ['AWS_PROFILE'] });
    expect([evaluated('', 'AWS_PROFILE'), evaluated(lines, 'AWS_PROFILE')]).toEqual(['mine', 'unset']);
  });
});

describe('inbox env of a deployed stack', () => {
  it('names its parts, and neither holds a credential nor reads a secret', async () => {
    const { code, out } = await runDeployed(['env', '--json'], deployedOutputs(['limai', 'limai-two']));
    const { set, unset } = JSON.parse(out) as { set: Record<string, string>; unset: string[] };
    expect([code, unset]).toEqual([0, []]);
    expect(Object.keys(set).filter((name) => name.startsWith('AWS_'))).toEqual([
      'AWS_REGION',
      'AWS_DEFAULT_REGION',
    ]);
    expect(set).toMatchObject({
      AWS_REGION: 'eu-central-1',
      STACK: 'Mine',
      EXTRACTION_INBOX_STACK: 'Mine',
      EXTRACTION_INBOX_ID: '',
      API_ID: 'api1',
      TABLE: 'Mine-Table',
      BUCKET: 'mine-bucket',
      DEAD_LETTER_QUEUE_URL_LIMAI: 'https://sqs.eu-central-1.amazonaws.com/111122223333/Mine-Dead',
      WEBHOOK_URL_LIMAI_TWO: 'https://api1.execute-api.eu-central-1.amazonaws.com/webhooks/limai-two',
      SIGNING_SECRET_LIMAI: 'arn:aws:secretsmanager:eu-central-1:111122223333:secret:limai-signing',
    });
    // Of two sources neither is meant: a command must not write the wrong secret.
    expect(set).not.toHaveProperty('SIGNING_SECRET');
  });

  it.each([
    ['the named source', ['limai', 'limai-two'], ['--source', 'limai-two'], 'limai-two'],
    ['the only source', ['limai'], [], 'limai'],
  ])('has names without an id for %s', async (_, sources, args, expected) => {
    const { out } = await runDeployed(['env', ...args], deployedOutputs(sources));
    expect(evaluated(out, 'SIGNING_SECRET')).toMatch(new RegExp(`:${expected}-signing$`));
    expect(evaluated(out, 'QUEUE_URL')).toMatch(/Mine-Queue$/);
  });

  it('refuses a source that there is not', async () => {
    const { code, err } = await runDeployed(['env', '--source', 'nobody'], deployedOutputs(['limai']));
    expect([code, err]).toEqual([2, 'Source: got "nobody", expected one of limai.\n']);
  });
});

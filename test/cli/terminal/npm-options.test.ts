import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { EXIT, UsageError } from '../../../cli/terminal/errors';
import { refuseOptionsTakenByNpm } from '../../../cli/terminal/npm-options';
import { Program } from '../../../cli/terminal/run-program';

const START = { npm_lifecycle_event: 'start', npm_command: 'start' };

function startProgram(): Program {
  return new Program('npm start --')
    .option('--data-dir <dir>', '')
    .option('--port <n>', '')
    .option('--verbose', '')
    .option('--json', '')
    .option('--yes', '')
    .runs(async () => EXIT.done) as Program;
}

function inboxProgram(): Program {
  const program = new Program('inbox');
  program.command('dlq').command('redrive').option('--dry-run', '');
  return program;
}

describe('refuseOptionsTakenByNpm', () => {
  it.each([
    [{ npm_config_data_dir: 'x' }, [], '--data-dir: npm took it', 'npm start -- --data-dir=x'],
    [{ npm_config_data_dir: 'my data' }, [], '--data-dir: npm took it', "npm start -- --data-dir='my data'"],
    // npm 11: `--data-dir x --verbose y`, its value is left behind
    [{ npm_config_data_dir: 'true' }, ['x'], '--data-dir: npm took it', 'npm start -- x --data-dir …'],
    // npm 10: the word after a flag is its value
    [{ npm_config_json: 'limai' }, [], '--json: npm took it', 'npm start -- --json limai'],
    [
      { npm_config_json: 'true', npm_config_port: '1' },
      ['--verbose'],
      '--port, --json: npm took them',
      'npm start -- --verbose --port=1 --json',
    ],
  ])('names the right line for %j and %j', (env, args, words, line) => {
    const refused = () => refuseOptionsTakenByNpm(startProgram(), args, { ...START, ...env });
    expect(refused).toThrow(UsageError);
    expect(refused).toThrow(`${words} for a setting of its own. Options come after \`--\`: \`${line}\`.`);
  });

  it('looks at the options of all commands: a dry run that is none is the worst', () => {
    const env = { npm_lifecycle_event: 'inbox', npm_command: 'run', npm_config_dry_run: 'true' };
    expect(() => refuseOptionsTakenByNpm(inboxProgram(), ['dlq', 'redrive'], env)).toThrow(
      '`npm run inbox -- dlq redrive --dry-run`',
    );
  });

  it.each([
    ['without npm', {}, []],
    ['under another script, such as npm test', { npm_lifecycle_event: 'test' }, []],
    ['under npx', { npm_lifecycle_event: 'npx' }, []],
    ['when the option reached the program too', START, ['--data-dir', 'x']],
    ['when it reached it with its value', START, ['--data-dir=x']],
  ])('says nothing %s', (_, env, args) => {
    expect(() =>
      refuseOptionsTakenByNpm(startProgram(), args, { ...env, npm_config_data_dir: 'x' }),
    ).not.toThrow();
  });

  it.each([
    ['an option that is off', { npm_config_json: '' }],
    ['--yes, which many set for good', { npm_config_yes: 'true' }],
    ['what npm sets by itself', { npm_config_cache: '/x', npm_config_loglevel: 'verbose' }],
  ])('leaves %s alone', (_, env) => {
    expect(() => refuseOptionsTakenByNpm(startProgram(), [], { ...START, ...env })).not.toThrow();
  });

  it('leaves what an .npmrc says alone, but not another value on the command line', () => {
    const directory = mkdtempSync(join(tmpdir(), 'npmrc-'));
    writeFileSync(join(directory, '.npmrc'), '; mine\nport = 4000\ndata-dir="x"\n');
    const env = { ...START, npm_config_local_prefix: directory, npm_config_data_dir: 'x' };
    const refuse = (port: string) => () =>
      refuseOptionsTakenByNpm(startProgram(), [], { ...env, npm_config_port: port });
    expect(refuse('4000')).not.toThrow();
    expect(refuse('5000')).toThrow('`npm start -- --port=5000`');
    rmSync(directory, { recursive: true });
  });
});

/** Measures this checkout or another one: `node --import tsx scripts/measure/main.ts --help`. */
import { readFileSync } from 'node:fs';
import { EXIT, type ExitCode } from '../../cli/terminal/errors';
import { Output } from '../../cli/terminal/output';
import { runAsMain } from '../../cli/terminal/run-program';
import { Checkout } from './code/checkout';
import { describeCommit } from './code/moved-out';
import { createMeasureProgram, type MeasureOptions } from './measure-options';
import { MEASURES, type Measured, type MeasureName, seconds, startUp } from './measures';

interface Report {
  readonly commit: string;
  readonly measures: Readonly<Record<string, Measured>>;
}

async function main(options: MeasureOptions): Promise<ExitCode> {
  const checkout = new Checkout(options.root);
  const output = new Output({ out: process.stdout, err: process.stderr }, options.json);
  const measures: Record<string, Measured> = {};
  let failed = 0;
  const add = async (name: string, measure: () => Measured | Promise<Measured>) => {
    output.note(`measuring ${name}`);
    try {
      measures[name] = await measure();
    } catch (error) {
      failed += 1;
      measures[name] = { rows: [{ measure: name, value: 'not measured' }] };
      output.note(`${name}: not measured. ${error instanceof Error ? error.message : String(error)}`);
    }
  };
  for (const name of options.what) {
    await add(name, () => MEASURES[name satisfies MeasureName](checkout));
  }
  const { seconds: timed } = options;
  if (timed) {
    await add(`seconds of ${timed}`, () => seconds(timed, checkout));
  }
  if (options.startUp) {
    await add('start-up', startUp);
  }
  print({ commit: describeCommit(checkout), measures }, options, output);
  return failed === 0 ? EXIT.done : EXIT.failed;
}

function print(report: Report, { before, details }: MeasureOptions, output: Output): void {
  const earlier = before === undefined ? undefined : (JSON.parse(readFileSync(before, 'utf8')) as Report);
  const headings = ['measure', ...(earlier ? [earlier.commit] : []), report.commit, 'goal'];
  output.json(report);
  for (const [name, measured] of Object.entries(report.measures)) {
    output.line(name);
    output.table(headings, toRows(measured, earlier?.measures[name], earlier !== undefined));
    output.line();
    if (details && measured.details !== undefined) {
      JSON.stringify(measured.details, null, 2)
        .split('\n')
        .map((line) => output.line(line));
    }
  }
}

function toRows({ rows }: Measured, earlier: Measured | undefined, hasEarlier: boolean) {
  return rows.map(({ measure, value, goal }) => {
    const before = earlier?.rows.find((row) => row.measure === measure)?.value;
    return [measure, ...(hasEarlier ? [before] : []), value, goal];
  });
}

void runAsMain(createMeasureProgram(main));

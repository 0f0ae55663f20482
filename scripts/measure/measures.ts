import { type Bundle, measureBundles } from './code/bundles';
import { type Callers, measureCallers } from './code/callers';
import type { Checkout } from './code/checkout';
import { findFullFolders, findSharedNames, MOST_ENTRIES } from './code/folders';
import { findImportCircles } from './code/import-circles';
import { measureSize } from './code/size';
import { measureFrames } from './frames/measure-frames';
import { findPageProblems, measureAllPages, measurePages } from './prose/pages';
import { LIMITS } from './prose/sentences';
import { measureSeconds, type Timed } from './seconds';
import { measureStartUp, type Quartiles } from './start-up';

export interface Row {
  readonly measure: string;
  readonly value: string | number;
  readonly goal?: string;
}

export interface Measured {
  readonly rows: readonly Row[];
  /** What stands behind the figures, by name: lists for --details and --json. */
  readonly details?: unknown;
}

type Measure = (checkout: Checkout) => Measured | Promise<Measured>;

/** What can be measured, by the name under which it can be asked for. */
export const MEASURES = {
  size,
  callers,
  bundles,
  frames,
  circles,
  folders,
  sentences,
} as const satisfies Record<string, Measure>;

export type MeasureName = keyof typeof MEASURES;

/** The goals are 30 % fewer files and 15 % fewer lines than at 0c6fb7a. */
function size(checkout: Checkout): Measured {
  const rows = measureSize(checkout).flatMap(({ folder, files, lines, codeLines }) => [
    { measure: `${folder}: files`, value: files, ...(folder === 'product' && { goal: '≤ 237' }) },
    { measure: `${folder}: lines`, value: lines, ...(folder === 'product' && { goal: '≤ 19789' }) },
    { measure: `${folder}: lines without blanks and comments`, value: codeLines },
  ]);
  return { rows };
}

function callers(checkout: Checkout): Measured {
  const folders = measureCallers(checkout);
  const rows = folders.flatMap(({ folder, functions, oneCall, oneUse }) => [
    { measure: `${folder}: private functions`, value: functions },
    {
      measure: `${folder}: called at one place`,
      value: `${oneCall} (${percent(oneCall, functions)})`,
      goal: '≤ 45 %',
    },
    {
      measure: `${folder}: called or passed on at one place`,
      value: `${oneUse} (${percent(oneUse, functions)})`,
    },
  ]);
  return { rows, details: Object.fromEntries(folders.map(({ folder, names }: Callers) => [folder, names])) };
}

async function bundles(checkout: Checkout): Promise<Measured> {
  const all = await measureBundles(checkout);
  const rows = all.flatMap(({ name, bytes, ownFiles, ownBytes, ownFilesRead }) => [
    { measure: `${name}: bytes`, value: bytes },
    {
      measure: `${name}: own files`,
      value: ownFiles,
      ...(name === 'ingest' && { goal: '≤ 45' }),
    },
    { measure: `${name}: own files read by the bundler`, value: ownFilesRead },
    { measure: `${name}: own bytes`, value: ownBytes },
  ]);
  const details = all.map(({ name, packages, ownPaths }: Bundle) => [name, { packages, ownPaths }]);
  return { rows, details: Object.fromEntries(details) };
}

async function frames(checkout: Checkout): Promise<Measured> {
  const paths = await measureFrames(checkout);
  const isToWrite = (path: string) => path === paths.toFirstWrite.path;
  const rows = Object.values(paths).flatMap(({ path, frames: all, toPort, named }) => [
    { measure: `${path}: frames`, value: all.length, ...(!isToWrite(path) && { goal: '≤ 10' }) },
    { measure: `${path}: files`, value: countFiles(all) },
    {
      measure: `${path}: frames up to the port`,
      value: toPort.length,
      ...(isToWrite(path) && { goal: '≤ 5' }),
    },
    { measure: `${path}: files up to the port`, value: countFiles(toPort) },
    { measure: `${path}: frames without callbacks`, value: named.length },
  ]);
  return {
    rows,
    details: Object.fromEntries(Object.values(paths).map(({ path, frames: all }) => [path, all])),
  };
}

function countFiles(own: readonly string[]): number {
  return new Set(own.map((frame) => frame.split('#')[0])).size;
}

function circles(checkout: Checkout): Measured {
  const { values, types } = findImportCircles(checkout);
  const rows = [
    { measure: 'import circles at run time', value: values.length, goal: '0' },
    { measure: 'import circles with type imports', value: types.length, goal: '0' },
  ];
  return { rows, details: { values, types } };
}

function folders(checkout: Checkout): Measured {
  const full = findFullFolders(checkout);
  const shared = findSharedNames(checkout);
  const rows = [
    { measure: `folders with more than ${MOST_ENTRIES} entries`, value: full.length, goal: '0' },
    { measure: 'entries of the fullest', value: Math.max(0, ...full.map(({ entries }) => entries)) },
    { measure: 'file names that occur twice in a layer', value: shared.length, goal: '0' },
  ];
  return { rows, details: { full, shared } };
}

function sentences(checkout: Checkout): Measured {
  const pages = measurePages(checkout);
  const all = measureAllPages(checkout);
  const rows = [
    { measure: 'pages', value: pages.length },
    {
      measure: 'pages within all limits',
      value: pages.filter((page) => findPageProblems(page).length === 0).length,
    },
    { measure: 'sentences', value: all.sentences },
    { measure: 'words of a sentence, p50', value: all.p50 },
    { measure: 'words of a sentence, p90', value: all.p90, goal: `≤ ${LIMITS.p90}` },
    { measure: 'words of a sentence, longest', value: all.longest, goal: `≤ ${LIMITS.longest}` },
    { measure: `sentences over ${LIMITS.longest} words`, value: all.overLong.length, goal: '0' },
    {
      measure: `pages with a p90 over ${LIMITS.p90}`,
      value: pages.filter(({ p90 }) => p90 > LIMITS.p90).length,
    },
    { measure: `lines over ${LIMITS.columns} columns`, value: all.longLines.length, goal: '0' },
  ];
  const details = pages.map((page) => ({
    path: page.path,
    sentences: page.sentences,
    p50: page.p50,
    p90: page.p90,
    longest: page.longest,
    problems: findPageProblems(page),
  }));
  return { rows, details };
}

/** Runs the tests or the CI script, which takes minutes. */
export async function seconds(what: Timed, checkout: Checkout): Promise<Measured> {
  const { seconds: taken, exitCode } = await measureSeconds(what, checkout);
  const note = exitCode === 0 ? '' : ` (it ended with ${exitCode})`;
  const goal = what === 'test' ? '≤ 240 s' : '≤ 1200 s';
  return { rows: [{ measure: `seconds of ${what}`, value: `${taken.toFixed(0)}${note}`, goal }] };
}

/** Starts the built command line and the checkout's, which takes minutes. */
export async function startUp(): Promise<Measured> {
  const commands = await measureStartUp();
  const describe = ({ p25, p50, p75 }: Quartiles) => `${p50} (${p25}–${p75})`;
  const rows = commands.flatMap(({ command, most, built, tsx }) => [
    { measure: `inbox ${command}: ms built, median and quartiles`, value: describe(built) },
    { measure: `inbox ${command}: ms through tsx`, value: describe(tsx) },
    {
      measure: `inbox ${command}: ratio of the medians`,
      value: (built.p50 / tsx.p50).toFixed(2),
      goal: `≤ ${most}`,
    },
  ]);
  return { rows, details: commands };
}

function percent(part: number, whole: number): string {
  return `${whole === 0 ? 0 : Math.round((100 * part) / whole)} %`;
}

import { clockTime } from '../../cli/terminal/format';
import { paintState, type Style } from '../../cli/terminal/style';
import { pad, shortenMiddle, textWidth, wrapText } from '../../cli/terminal/text-width';
import { plainText } from '../../lambda/domain/text/unicode';
import type { Activity } from './activity.types';

const GAP = '  ';
/** As `npm run send` makes them; longer ones are shortened. */
const ID_WIDTH = 16;
/** `200 duplicate`; few are longer. */
const LABEL_WIDTH = 13;
const NARROWEST = 24;

/** How lines look. */
export interface LineView {
  /** Of the longest source ID. */
  readonly sourceWidth: number;
  /** Of the terminal; undefined for pipes: nothing is shortened or wrapped. */
  readonly width: number | undefined;
  readonly style: Style;
}

/**
 * `09:31:05Z  limai  evt_f15f6801_0    200 new        12 ms`. Reasons are never cut: on a terminal they go on below the line where
 * they do not fit.
 */
export function formatActivity(activity: Activity, view: LineView): readonly string[] {
  const { at, source = '-', eventId = '-', label, milliseconds, documentId, resultKey, why } = activity;
  const { sourceWidth, style } = view;
  const shorten = (id: string) => (view.width === undefined ? id : shortenMiddle(id, ID_WIDTH));
  const parts = [clockTime(at, at), pad(source, sourceWidth), pad(shorten(plainText(eventId)), ID_WIDTH)];
  const head = `${parts.join(GAP)}${GAP}`;
  const padding = ' '.repeat(Math.max(0, LABEL_WIDTH - label.length));
  const painted = `${style.dim(head)}${paintLabel(activity, style)}${padding}`;
  const used = textWidth(head) + Math.max(LABEL_WIDTH, textWidth(label)) + GAP.length;
  const time = milliseconds === undefined ? undefined : `${milliseconds} ms`;
  const document = documentId && shorten(plainText(documentId));
  const details = [time, document, resultKey].filter((one) => one !== undefined).map(plainText);
  const told = why === undefined ? [] : [plainText(why)];
  if (view.width === undefined) {
    return [[painted, ...details, ...told].join(GAP).trimEnd()];
  }
  const left = view.width - used;
  const oneLine = [...details, ...told].join(GAP);
  if (why === undefined || textWidth(oneLine) <= left) {
    return [`${painted}${GAP}${fitDetails(details, told, left)}`.trimEnd()];
  }
  const indent = ' '.repeat(Math.min(textWidth(head), Math.max(0, view.width - NARROWEST)));
  const below = wrapText(told.join(), view.width - indent.length, { breakWords: true });
  return [
    `${painted}${GAP}${fitDetails(details, [], left)}`.trimEnd(),
    ...below.map((line) => `${indent}${line}`),
  ];
}

/** The last detail is shortened: the result's key, whose middle tells least. */
function fitDetails(details: readonly string[], told: readonly string[], left: number): string {
  const all = [...details, ...told];
  const before = all.slice(0, -1).map((part) => `${part}${GAP}`);
  const last = all.at(-1) ?? '';
  return `${before.join('')}${shortenMiddle(last, Math.max(NARROWEST, left - textWidth(before.join(''))))}`;
}

function paintLabel({ label, kind }: Activity, style: Style): string {
  if (kind === 'final') {
    return paintState(label, style);
  }
  if (kind === 'waiting') {
    return style.yellow(label);
  }
  return label.startsWith('2') ? label : style.red(label);
}

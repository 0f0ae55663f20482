import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { classifyStatus, ProviderError } from '../../../../lambda/domain/provider/error-kinds';

const PAGE = readFileSync(join(__dirname, '../../../../docs/reference/providers.md'), 'utf8');

interface StatusRow {
  readonly ranges: readonly (readonly [from: number, to: number])[];
  readonly kind: string;
}

/** The rows of docs/reference/providers.md that give statuses and ranges of them a kind. */
const ROWS: readonly StatusRow[] = [...PAGE.matchAll(/^\| ([\d,– ]+) \| `(\w+)` \| .{40,} \|$/gm)].map(
  ([, statuses = '', kind = '']) => ({ ranges: statuses.split(', ').map(toRange), kind }),
);

function toRange(text: string): readonly [number, number] {
  const [from = '', to = from] = text.split('–');
  return [Number(from), Number(to)];
}

function documentedKind(status: number): string | undefined {
  return ROWS.find(({ ranges }) => ranges.some(([from, to]) => from <= status && status <= to))?.kind;
}

describe('the kind of an HTTP status', () => {
  it.each([
    [400, 'permanent'],
    [401, 'credentials'],
    [402, 'credentials'],
    [403, 'credentials'],
    [404, 'not_found'],
    [405, 'permanent'],
    [408, 'transient'],
    [409, 'transient'],
    [410, 'permanent'],
    [413, 'permanent'],
    [422, 'permanent'],
    [423, 'transient'],
    [424, 'permanent'],
    [425, 'transient'],
    [429, 'throttled'],
    [500, 'transient'],
    [502, 'transient'],
    [503, 'transient'],
    [504, 'transient'],
    [599, 'transient'],
    [201, 'transient'],
    [204, 'transient'],
    [206, 'transient'],
    [301, 'transient'],
    [100, 'transient'],
  ])('%i is %s', (status, kind) => {
    expect(classifyStatus(status)).toBe(kind);
  });

  it('is the one in the table of docs/reference/providers.md, for every status that is not a success', () => {
    const statuses = Array.from({ length: 500 }, (_, index) => index + 100);
    const undocumented = statuses.filter((status) => documentedKind(status) !== classifyStatus(status));
    expect(undocumented).toEqual([200]);
    expect(documentedKind(200)).toBeUndefined();
  });
});

describe('a provider error', () => {
  it('keeps its cause, its name and what is known of the waiting', () => {
    const details = {
      cause: new Error('socket hang up'),
      retryAfter: 7_000,
      retryUntil: 9_000,
      timedOutAfter: 3,
    };
    const error = new ProviderError('transient', 'what, got, remedy', details);
    expect(error).toMatchObject({ name: 'ProviderError', kind: 'transient', ...details });
    expect(error).toBeInstanceOf(Error);
  });
});

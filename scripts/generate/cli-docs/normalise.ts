/** What is said of time in the page: the day and moment its run began. */
const MOMENT = Date.parse('2026-03-01T12:00:00.000Z');
const DAY_MS = 86_400_000;
const MINUTE_MS = 60_000;
/** Times further away than this are those of the samples themselves. */
const OF_THE_RUN_MS = 500 * DAY_MS;

/** Puts fixed words in the place of what differs from run to run, so that a change of the page is a change of the commands. */
export function normaliser(startedAt: number, kept: ReadonlySet<string>): (text: string) => string {
  const replacements: readonly (readonly [RegExp, (found: string) => string])[] = [
    [/\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(\.\d{3})?Z/g, (time) => movedTime(time, startedAt)],
    [/(?<!\d)\d{4}-\d{2}-\d{2}(?![\dT])/g, (day) => movedDay(day, startedAt)],
    [/(?<![\dT:.])\d{2}:\d{2}:\d{2}Z/g, () => '12:00:00Z'],
    [/^now {4}(?= )/gm, () => '1m ago '],
    [/(?<=\s|^)in (1h|\d{2}m)(?=\s)/gm, (time) => 'in 1h'.padEnd(time.length)],
    [/\b[0-9a-f]{64}\b/g, (digest) => (kept.has(digest) ? digest : '0123456789abcdef'.repeat(4))],
    [
      /\b[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[0-9a-f]{4}-[0-9a-f]{12}\b/g,
      () => '0b5c1e6e-7d3f-4c57-9b0e-2f6a8d1c4e90',
    ],
    [/(?<=\\")[0-9a-f]{32}(?=\\")/g, () => '0123456789abcdef'.repeat(2)],
    [/\bWzE3[\w-]{20,}/g, () => 'WzE3NzIzNjY0MDAwMDAsImxpbWFpI2V2dF9yZWNlaXB0XzAxMCJd'],
    [/127\.0\.0\.1:\d+/g, () => '127.0.0.1:3000'],
    [/(?<="expiresAt": ?)\d+/g, () => '1806926400'],
    [/(?<=\bp50"?:? )\d+/g, () => '1000'],
    [/(?<=\bp95"?:? )\d+/g, () => '2000'],
    [/(?<=\bp99"?:? )\d+/g, () => '3000'],
    [/(?<=the oldest for )\S+ \(\S+\)/g, () => '1m (limai#evt_waiting_001)'],
    [/(?<=\s)\d{1,3}[smh] ago(?=[.,]| and )/g, () => '1m ago'],
    [/(?<=\s|^)\d{1,3}[smh] ago/gm, (age) => '1m ago'.padEnd(age.length)],
    // The samples happened on a day of their own.
    [/(?<=\s|^)\d{3,4}d ago/gm, (age) => '776d ago'.padEnd(age.length)],
    [/(?<=\s)(?<!in )\d{1,3}[smh](?=\s{2}|$)/gm, (age) => '1m'.padEnd(age.length)],
    [/(?<="statusDay": "[^"]+#)\d(?=")/g, () => '0'],
    [/ +$/gm, () => ''],
  ];
  return (text) =>
    replacements.reduce(
      (changed, [pattern, replace]) => changed.replace(pattern, (found) => replace(found)),
      text,
    );
}

function movedTime(text: string, startedAt: number): string {
  const away = Date.parse(text) - startedAt;
  if (Math.abs(away) > OF_THE_RUN_MS) {
    return text;
  }
  // A run takes minutes: what lies within it is one moment, what lies beyond is told to the half hour.
  const step = 30 * MINUTE_MS;
  return new Date(MOMENT + Math.round(away / step) * step).toISOString();
}

function movedDay(text: string, startedAt: number): string {
  const today = Math.floor(startedAt / DAY_MS);
  const away = Math.floor(Date.parse(text) / DAY_MS) - today;
  return Math.abs(away * DAY_MS) > OF_THE_RUN_MS
    ? text
    : new Date(MOMENT + away * DAY_MS).toISOString().slice(0, 10);
}

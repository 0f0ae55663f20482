import * as fc from 'fast-check';

/** Ids a signed body may carry although no sane provider would send them. All are well-formed text. */
export const HOSTILE_IDS: readonly string[] = [
  '.',
  '..',
  '../../etc/passwd',
  '/',
  'a/b',
  'a%2Fb',
  '%2e%2e%2f',
  'a#b',
  '#',
  '!',
  '_',
  '__proto__',
  'constructor',
  '~',
  `~${'0'.repeat(64)}`,
  '-',
  ' ',
  'a b',
  'line\nbreak',
  'nul\u0000byte',
  'bell\u0007',
  'del\u007f',
  'rtl\u202eoverride',
  'nonchar\uffff',
  'nonchar\ufffe',
  'é',
  'e\u0301',
  '😀',
  '文'.repeat(400),
  'x'.repeat(1_000),
  '/'.repeat(1_000),
  'x'.repeat(1_900),
  'x'.repeat(1_901),
  'x'.repeat(4_096),
  '文'.repeat(4_096),
  'evt_success_456',
  'a'.repeat(128),
  'a'.repeat(129),
  'a.json',
  'date=2024-01-15',
];

/** Any well-formed id, with the awkward ones well represented. */
export const anyId = fc.oneof(
  fc.constantFrom(...HOSTILE_IDS),
  fc.string({ unit: 'grapheme', minLength: 1, maxLength: 40 }),
  fc.string({ unit: 'binary', minLength: 1, maxLength: 40 }),
  fc.string({
    unit: fc.constantFrom('/', '.', '%', '#', '~', '_', '!', 'a', '\u0000'),
    minLength: 1,
    maxLength: 6,
  }),
  fc.string({ unit: fc.constantFrom('a', '文', '😀'), minLength: 600, maxLength: 2_000 }),
);

export const anySourceId = fc.oneof(
  fc.constantFrom('limai', 'extend', 'limai-2', '-', 'a', 'a'.repeat(40)),
  fc.stringMatching(/^[a-z0-9-]{1,40}$/),
);

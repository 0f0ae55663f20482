import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { RetentionDays } from 'aws-cdk-lib/aws-logs';
import { parseConfig } from '../../../lib/config/parse-config';
import { INBOX_PROPS } from '../../../lib/props/inbox-prop-tables';
import { listRows } from '../../../lib/props/prop-table';

const TEXT = readFileSync(join(__dirname, '../../../lib/props/extraction-inbox-props.ts'), 'utf8');
/** Prop → what its comment says after `@default`. */
const SAID = new Map(
  [...TEXT.matchAll(/@default (.+)\n\s+\*\/\n\s+readonly (\w+)\?/g)].map(([, said = '', prop = '']) => [
    prop,
    said,
  ]),
);
const DEFAULTS = parseConfig({ sources: [{ id: 'a', provider: 'limai' }] });

function valueAt(key: string): unknown {
  return key.split('.').reduce<unknown>((at, part) => (at as Record<string, unknown>)?.[part], DEFAULTS);
}

describe('the documented default of a prop', () => {
  it.each(
    listRows(INBOX_PROPS).filter(([prop, { key }]) => prop !== 'runbookUrl' && valueAt(key) !== undefined),
  )('is that of the configuration: %s', (prop, { key, unit }) => {
    const value = valueAt(key);
    const said = SAID.get(prop) ?? '';
    if (prop === 'logRetention') {
      expect(said).toBe(`RetentionDays.${RetentionDays[value as number]}`);
    } else if (/^(AlarmLevel|LogLevel)\./.test(said)) {
      expect(said.split('.')[1]?.toLowerCase()).toBe(String(value).toLowerCase());
    } else {
      expect(said).toBe(unit === undefined ? String(value) : `Duration.${unit}(${value})`);
    }
  });

  it('stands at every optional prop', () => {
    const optional = [...TEXT.matchAll(/readonly (\w+)\?/g)].map(([, prop]) => prop);
    expect(optional.filter((prop) => !SAID.has(prop ?? ''))).toEqual([]);
  });
});

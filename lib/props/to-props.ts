import { Duration, RemovalPolicy } from 'aws-cdk-lib';
import { definedOnly } from '../../lambda/domain/text/defined-only';
import type { Config, SourceConfig } from '../config/config';
import { RUNBOOK_PATH } from '../monitoring/runbook';
import type { ExtractionInboxProps } from './extraction-inbox-props';
import { INBOX_PROPS } from './inbox-prop-tables';
import { listRows, type PropTable } from './prop-table';
import type { ExtractionProvider } from './sources/extraction-provider';
import type { InboxSource } from './sources/inbox-source';
import { SOURCE_KINDS } from './sources/source-kinds';

/** Values that stand for a prop that is absent. */
const NO_VALUES: readonly unknown[] = ['never', RUNBOOK_PATH];

/** The props of an inbox with this configuration, but for what lives outside of it: topic and bucket for access logs. */
export function toProps(config: Config): ExtractionInboxProps {
  return {
    ...writeValues(config, INBOX_PROPS),
    sources: config.sources.map(toSource),
    providerLimits: config.providers.map(({ id, pressure }) => ({
      provider: id as ExtractionProvider,
      ...pressure,
    })),
    coldStorage: config.retention.coldStorageAfterDays !== 'never',
    ...(!config.protectData && { removalPolicy: RemovalPolicy.DESTROY }),
  };
}

function toSource(source: SourceConfig): InboxSource {
  const provider = source.provider as ExtractionProvider;
  const { reconcile, notReconciled } = source;
  const isSwitchedOff = reconcile === undefined && notReconciled === undefined;
  return SOURCE_KINDS[provider].create(source.id, {
    ...writeValues(source, SOURCE_KINDS[provider].props),
    ...(isSwitchedOff && { reconciliation: false }),
  });
}

/** The props of a table, by a configuration. */
function writeValues(config: object, table: PropTable<object>): object {
  const entries = listRows(table).map(([prop, { key, unit }]): [string, unknown] => {
    const value = key
      .split('.')
      .reduce<unknown>((at, part) => (at as Record<string, unknown>)?.[part], config);
    return [prop, unit !== undefined && typeof value === 'number' ? Duration[unit](value) : value];
  });
  const props = definedOnly(Object.fromEntries(entries));
  return Object.fromEntries(Object.entries(props).filter(([, value]) => !NO_VALUES.includes(value)));
}

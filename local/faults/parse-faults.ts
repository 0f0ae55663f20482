import { InvalidArgumentError } from 'commander';
import { expectedOneOf } from '../../cli/terminal/format';
import { FAULT_NAMES, FAULTS, type FaultName, type FaultTargetKind } from './fault-catalogue';

/** One fault, switched on. */
export interface FaultSwitch {
  readonly name: FaultName;
  /** Above 0, at most 1; what it is a fraction of, the catalogue says. */
  readonly rate: number;
}

/** The value of `--faults`: a list, nothing ("none"), or the wish to see the list. */
export function faultList(text: string): readonly FaultSwitch[] | 'help' {
  if (text === 'help') {
    return 'help';
  }
  return parseFaults(text === 'none' ? '' : text);
}

/**
 * Reads `provider-429:0.2,s3-500`.
 * @throws InvalidArgumentError naming what is wrong and the faults there are
 */
export function parseFaults(text: string): readonly FaultSwitch[] {
  const switches = text
    .split(',')
    .map((part) => part.trim())
    .filter((part) => part !== '')
    .map(parseOne);
  const twice = switches.find(({ name }, index) => switches.findIndex((one) => one.name === name) !== index);
  if (twice) {
    throw new InvalidArgumentError(`Got "${twice.name}" twice, expected each fault once.`);
  }
  return switches;
}

function parseOne(text: string): FaultSwitch {
  const [name = '', rate, ...more] = text.split(':');
  if (!isFault(name)) {
    throw new InvalidArgumentError(`Got "${name}", ${expectedOneOf(name, FAULT_NAMES)}`);
  }
  if (rate === undefined) {
    return { name, rate: FAULTS[name].rate };
  }
  const fraction = /^\d*\.?\d+$/.test(rate) && more.length === 0 ? Number(rate) : 0;
  if (fraction <= 0 || fraction > 1) {
    throw new InvalidArgumentError(`Got "${text}", expected ${name}:<above 0, at most 1>.`);
  }
  return { name, rate: fraction };
}

function isFault(name: string): name is FaultName {
  return Object.hasOwn(FAULTS, name);
}

/** Those of the switches that disturb one kind of target. */
export function faultsOn(target: FaultTargetKind, switches: readonly FaultSwitch[]): readonly FaultSwitch[] {
  return switches.filter(({ name }) => FAULTS[name].target === target);
}

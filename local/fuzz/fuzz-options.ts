import { parseArguments } from '../../cli/parse-arguments';
import { UsageError } from '../../cli/usage-error';
import type { FuzzOptions } from './run-fuzz';

export const USAGE = `Sends hostile requests to the ingest function in this process, over its real adapters, and counts what they reach.

  npm run fuzz -- [options]

  --requests N   how many (default 200000: half a minute)
  --seed N       which ones (default 1)
  --first N      index of the first: with --requests 1, one of them again (default 0)
  --help         this text

Exit status: 0 none accepted, none answered 5xx, nothing written, no key or signature printed; 1 otherwise, 2 wrong use.`;

/** @throws UsageError */
export function parseFuzzOptions(argv: readonly string[]): FuzzOptions | 'help' {
  const { values } = parseArguments({
    args: [...argv],
    options: {
      requests: { type: 'string', default: '200000' },
      seed: { type: 'string', default: '1' },
      first: { type: 'string', default: '0' },
      help: { type: 'boolean', default: false },
    },
  });
  if (values.help) {
    return 'help';
  }
  return {
    requests: wholeNumber('--requests', values.requests, 1),
    seed: wholeNumber('--seed', values.seed, 0),
    first: wholeNumber('--first', values.first, 0),
  };
}

function wholeNumber(name: string, text: string, least: number): number {
  if (!/^\d{1,9}$/.test(text) || Number(text) < least) {
    throw new UsageError(`${name}: got "${text}", expected a whole number of at least ${least}.`);
  }
  return Number(text);
}

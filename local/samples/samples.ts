import type { DemoCase } from './demo-case';
import { extendSamples } from './extend';
import { extendCases } from './extend-cases';
import { limaiSamples } from './limai';
import { limaiCases } from './limai-cases';
import type { Samples } from './sample';

export type { DemoCase, ExpectedOutcome } from './demo-case';
export type { Sample, SampleBuilder, SampleChoice, Samples } from './sample';

/** Every provider we can play; a new one is its two files and one line here. */
const CATALOGUE: Readonly<Record<string, { samples: Samples; cases: readonly DemoCase[] }>> = {
  limai: { samples: limaiSamples, cases: limaiCases },
  extend: { samples: extendSamples, cases: extendCases },
};

/** @throws Error naming the provider and those that have samples */
export function getSamples(provider: string): Samples {
  return findEntry(provider).samples;
}

/** What the demo sends as this provider. @throws Error naming the provider and those that have samples */
export function getDemoCases(provider: string): readonly DemoCase[] {
  return findEntry(provider).cases;
}

function findEntry(provider: string) {
  const entry = CATALOGUE[provider];
  if (!entry) {
    const known = Object.keys(CATALOGUE).join(', ');
    throw new Error(`Samples: got provider "${provider}", expected one of ${known}.`);
  }
  return entry;
}

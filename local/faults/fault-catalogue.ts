/** What a fault disturbs, and so what it needs of a run to work. */
export type FaultTargetKind = 'providers' | 'aws' | 'functions';

export interface FaultEntry {
  readonly target: FaultTargetKind;
  /** Fraction, used where none is given. */
  readonly rate: number;
  readonly meaning: string;
}

/** Every fault a person can switch on. */
export const FAULTS = {
  'provider-429': {
    target: 'providers',
    rate: 0.5,
    meaning: 'the provider answers 429 with Retry-After: 2',
  },
  'provider-500': { target: 'providers', rate: 0.5, meaning: 'the provider answers 500' },
  'provider-slow': { target: 'providers', rate: 0.5, meaning: 'the provider takes 4 s to answer' },
  'provider-half': {
    target: 'providers',
    rate: 0.5,
    meaning: 'the connection is cut in the middle of the provider’s answer',
  },
  'dynamodb-throttle': {
    target: 'aws',
    rate: 0.3,
    meaning: 'DynamoDB refuses calls of the functions (ProvisionedThroughputExceededException)',
  },
  'sqs-timeout-after-accept': {
    target: 'aws',
    rate: 0.5,
    meaning: 'SQS takes a message, but its answer never reaches the function',
  },
  's3-500': { target: 'aws', rate: 0.5, meaning: 'S3 answers calls of the functions with 500 InternalError' },
  'function-kill': {
    target: 'functions',
    rate: 0.2,
    meaning: 'each second, SIGKILL for a random process of a random function',
  },
} as const satisfies Readonly<Record<string, FaultEntry>>;

export type FaultName = keyof typeof FAULTS;

export const FAULT_NAMES = Object.keys(FAULTS) as readonly FaultName[];

const UNITS: Readonly<Record<FaultTargetKind, string>> = {
  providers: 'of the time, in bursts of half a second',
  aws: 'of the calls',
  functions: 'of the seconds',
};

/** The list that `--faults help` prints. */
export function describeFaults(): string {
  const width = Math.max(...FAULT_NAMES.map((name) => name.length));
  const lines = FAULT_NAMES.map((name) => {
    const { meaning, rate, target } = FAULTS[name];
    return `  ${name.padEnd(width)}  ${meaning}\n  ${' '.repeat(width)}  (default ${rate} ${UNITS[target]})`;
  });
  return `Faults, off by default: --faults name,name:rate,… with a rate above 0 and at most 1.\n\n${lines.join('\n')}`;
}

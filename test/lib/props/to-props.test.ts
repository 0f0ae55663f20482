import { App, Stack } from 'aws-cdk-lib';
import defaultConfig from '../../../extraction-inbox.config';
import type { ConfigInput } from '../../../lib/config/config-schema';
import { parseConfig } from '../../../lib/config/parse-config';
import { readProps } from '../../../lib/props/read-props';
import { toProps } from '../../../lib/props/to-props';
import { EVERY_OPTION } from '../every-option';

/** Of the stack, or of what lives outside of the inbox. */
const OUTSIDE = {
  stackName: undefined,
  env: undefined,
  tags: {},
  terminationProtection: false,
  alarmTopicArn: undefined,
  accessLogBucketName: undefined,
  protectData: true,
};

const CONFIGS: readonly (readonly [string, ConfigInput])[] = [
  ['the default configuration', defaultConfig],
  ['every option', EVERY_OPTION],
  [
    'sources with every option of their provider',
    {
      sources: [
        {
          id: 'a',
          provider: 'limai',
          maxEventAgeSeconds: 7,
          throttling: { rate: 3 },
          reconcile: { everyMinutes: 30, from: '2026-01-31', horizonDays: 9, settleMinutes: 20 },
          options: {
            baseUrl: 'https://limai.example.com',
            deploymentId: 'd',
            extractionSchemaId: 's',
            challengeAnswer: 'text',
            verification: 'unsigned',
          },
        },
        {
          id: 'b',
          provider: 'extend',
          options: {
            region: 'eu1',
            apiVersion: '2026-03-01',
            workspaceId: 'w',
            maxAgeSeconds: 0,
            reconcile: { runSources: ['API', 'UI'], extractorIds: ['e'], pageSize: 5 },
          },
        },
        { id: 'c', provider: 'extend', reconcile: false },
      ],
      retention: { coldStorageAfterDays: 'never', logDays: 3 },
      monitoring: { alarms: 'none', dashboard: false },
    },
  ],
];

describe('the props of a configuration', () => {
  it.each(CONFIGS)('are the same configuration again: %s', (_name, input) => {
    const config = parseConfig(input);
    const stack = new Stack(new App(), 'Stack', { env: { region: 'us-east-1' } });
    const { config: read } = readProps(stack, toProps(config));
    expect({ ...read, ...OUTSIDE }).toEqual({ ...config, ...OUTSIDE });
  });
});

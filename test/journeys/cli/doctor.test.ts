import { join } from 'node:path';
import type * as z from 'zod';
import { connect } from '../../../cli/connection/connect';
import { doctorReport, type FindingCode } from '../../../cli/doctor/finding';
import { SECRET_PLACEHOLDER } from '../../../lambda/contracts/source-settings';
import { type RunOptions, runCommand } from '../../cli/run-command';
import { eventually } from '../../support/eventually';
import { freeOrigin, startLoopbackServer } from '../../support/network/loopback-server';
import { storedResult } from '../../support/records/records';
import type { Journey } from '../stack/journey';
import { type OperatedJourney, startOperatedJourney } from '../stack/operated-journey';
import {
  finalRecord,
  givenDeadLetter,
  givenDeadLetterInFlight,
  givenProviderFault,
  givenRecord,
  givenSecret,
  openRecord,
  type Restore,
} from './doctor-faults';

let directory: string;
let endpoints: string;
let journey: Journey;
let operated: OperatedJourney;

beforeAll(async () => {
  operated = await startOperatedJourney();
  ({ directory, endpoints, journey } = operated);
}, 60_000);

afterAll(() => operated?.stop());

interface Diagnosis {
  readonly code: number;
  readonly report: z.infer<typeof doctorReport>;
  readonly said: string;
}

async function doctor(file = endpoints, options: RunOptions = {}): Promise<Diagnosis> {
  const { code, out, err } = await runCommand(['doctor', '--endpoints', file, '--json'], options);
  return { code, report: doctorReport.parse(JSON.parse(out)), said: out + err };
}

const codes = ({ report }: Diagnosis) => [...new Set(report.findings.map(({ code }) => code))];

const patientWith = (fields: object) =>
  operated.endpointsWith(({ sources }) => ({
    sources: sources.map((source) => (source.id === 'patient' ? { ...source, ...fields } : source)),
  }));

describe('inbox doctor', () => {
  it('finds nothing at a healthy run, and says what it tested and what it did not', async () => {
    const { code, report } = await doctor();
    expect([code, report.healthy, report.findings]).toEqual([0, true, []]);
    expect([...new Set(report.passed.map(({ check }) => check))]).toEqual([
      'outputs',
      'secrets',
      'webhook',
      'provider',
      'dead letters',
      'open events',
      'index shards',
      'final events',
    ]);
    const untested = new Set(report.notTested.map(({ check }) => check));
    const expected = ['deliveries', 'queue age', 'stored results', 'alarms', 'protection'];
    expect([...untested]).toEqual(expect.arrayContaining(expected));
  });

  it('tells a person the same, each finding with its remedy', async () => {
    const restore = await givenSecret(operated, 'apiTokenSecret', SECRET_PLACEHOLDER);
    try {
      const { code, out } = await runCommand(['doctor', '--endpoints', endpoints]);
      expect(code).toBe(1);
      expect(out).toMatch(
        /patient +the API token is still the placeholder.*\n +secret_placeholder: Store the right value: `inbox secrets set patient token`/,
      );
      expect(out).toContain('1 problem, 0 warnings.');
    } finally {
      await restore();
    }
    const { out } = await runCommand(['doctor', '--endpoints', endpoints]);
    expect(out).toMatch(/^Healthy: \d+ checks passed, 0 warnings\. \d+ not tested\.$/m);
  });

  const FAULTS: readonly [string, () => Promise<Restore>, FindingCode[], RegExp][] = [
    [
      'a placeholder token',
      () => givenSecret(operated, 'apiTokenSecret', SECRET_PLACEHOLDER),
      ['secret_placeholder'],
      /inbox secrets set patient token/,
    ],
    [
      'a token that the provider refuses',
      () => givenSecret(operated, 'apiTokenSecret', 'canary-9f3a-token'),
      ['token_refused'],
      /inbox secrets set patient token/,
    ],
    [
      'a provider that answers 500',
      () => givenProviderFault(operated, { failure: { status: 500 } }),
      ['provider_unavailable'],
      /status page/,
    ],
    [
      'an event that was given up',
      () =>
        givenRecord(operated, finalRecord('FAILED', { lastError: { kind: 'permanent', message: 'No.' } })),
      ['given_up_events'],
      /inbox replay --status FAILED/,
    ],
    [
      'a quarantined body',
      () => givenRecord(operated, finalRecord('QUARANTINED', { pk: 'patient!quarantine!ab12' })),
      ['quarantined_events'],
      /inbox replay --status QUARANTINED/,
    ],
    [
      'a result that is gone from the bucket',
      () => givenRecord(operated, finalRecord('STORED', { ...storedResult, resultKey: 'results/gone.json' })),
      ['stored_results_missing'],
      /inbox replay/,
    ],
    [
      'a dead letter',
      () => givenDeadLetter(operated),
      ['dead_letters'],
      /inbox dlq redrive --provider limai/,
    ],
    [
      'a dead letter in flight',
      () => givenDeadLetterInFlight(operated),
      ['dead_letters'],
      /inbox dlq list --provider limai/,
    ],
    [
      'an event that fails again and again',
      () =>
        givenRecord(
          operated,
          openRecord(operated, 15, { lastError: { kind: 'transient', message: 'HTTP 500.' } }),
        ),
      ['open_events_failing'],
      /inbox events show evt_open --source patient/,
    ],
    [
      'an event that has been open for too long',
      () => givenRecord(operated, openRecord(operated, 20 * 60)),
      ['open_events_overdue'],
      /inbox events show evt_open --source patient/,
    ],
  ];

  it.each(FAULTS)('finds %s, and nothing else', async (_, plant, expected, remedy) => {
    const restore = await plant();
    try {
      const diagnosis = await doctor();
      expect([diagnosis.code, codes(diagnosis)]).toEqual([1, expected]);
      expect(diagnosis.report.findings[0]?.remedy).toMatch(remedy);
      expect(diagnosis.said).not.toContain('canary-9f3a');
    } finally {
      await restore();
    }
  });

  it('finds a provider that is dead', async () => {
    const options = { ...journey.source('patient').options, baseUrl: await freeOrigin() };
    const diagnosis = await doctor(patientWith({ options }));
    expect([diagnosis.code, codes(diagnosis)]).toEqual([1, ['provider_unavailable']]);
  });

  it.each([
    ['its configuration says so', () => ({ reconcile: undefined }), /Remove `reconcile: false`/],
    [
      'Limai’s deployment is not named',
      () => ({ options: { ...journey.source('patient').options, deploymentId: undefined } }),
      /Set what is missing/,
    ],
  ])('warns of a reconciler that is off because %s, and is healthy', async (_, fields, remedy) => {
    const diagnosis = await doctor(patientWith(fields()));
    expect([diagnosis.code, codes(diagnosis)]).toEqual([0, ['reconciler_off']]);
    expect(diagnosis.report.findings[0]).toMatchObject({
      about: 'patient',
      severity: 'warning',
      remedy: expect.stringMatching(remedy),
    });
  });

  it('finds a webhook URL that nobody answers at', async () => {
    const diagnosis = await doctor(patientWith({ url: await freeOrigin() }));
    expect([diagnosis.code, codes(diagnosis)]).toEqual([1, ['webhook_unreachable']]);
    expect(diagnosis.report.findings[0]).toMatchObject({
      about: 'patient',
      what: expect.stringContaining('cannot be reached (ECONNREFUSED)'),
      remedy: expect.stringContaining('deploy the stack again'),
    });
  });

  it.each([
    [200, '{}', 'webhook_open', /remove it from the provider’s settings/],
    [503, '{"error":"not_configured"}', 'webhook_set_up_mode', /inbox secrets set patient signing/],
    [503, '{"error":"unavailable"}', 'webhook_failing', /claims-unavailable/],
    [500, '', 'webhook_failing', /ingest function/],
    [404, '{}', 'webhook_no_route', /Deploy again/],
    [403, '', 'webhook_blocked', /let the provider through/],
    [429, '', 'webhook_throttled', /throttling/],
  ])(
    'finds a webhook that answers an unsigned request with %i %s: %s',
    async (status, body, code, remedy) => {
      const server = await startLoopbackServer((_, response) => response.writeHead(status).end(body));
      try {
        const diagnosis = await doctor(patientWith({ url: server.origin }));
        expect(codes(diagnosis)).toEqual([code]);
        expect(diagnosis.report.findings[0]?.remedy).toMatch(remedy);
      } finally {
        await server.stop();
      }
    },
  );

  it('finds a local run that is dead, first, and examines nothing else', async () => {
    const api = await freeOrigin();
    const file = operated.endpointsWith(() => ({ api }));
    const diagnosis = await doctor(file, { connect });
    expect([diagnosis.code, codes(diagnosis)]).toEqual([1, ['local_run_not_running']]);
    expect([diagnosis.report.passed, diagnosis.report.notTested]).toEqual([[], []]);
    expect(diagnosis.report.findings[0]?.remedy).toContain('npm start');
  });

  it('ends with 2 for a file that is none of a local run', async () => {
    const { code, err } = await runCommand(['doctor', '--endpoints', join(directory, 'none.json')]);
    expect([code, err]).toEqual([2, expect.stringContaining('npm start')]);
  });

  it('finds that the provider signs with another key than the stored one, as stats does', async () => {
    const { body } = journey.sample('limai', 'success', { eventId: 'evt_refused' });
    for (let count = 0; count < 3; count += 1) {
      expect((await journey.send('patient', body, { signingKey: 'another-key' })).status).toBe(401);
    }
    const sentence =
      '3 deliveries to patient refused in the last hour: signature matches no live key; 0 accepted';
    const diagnosis = await eventually(async () => {
      const found = await doctor();
      return found.said.includes(sentence) ? found : undefined;
    });
    expect([diagnosis.code, codes(diagnosis)]).toEqual([1, ['signing_key_mismatch']]);
    expect(diagnosis.report.findings[0]).toMatchObject({
      about: 'patient',
      remedy: expect.stringContaining('inbox secrets set patient signing'),
    });
    const { out } = await runCommand(['stats', '--endpoints', endpoints]);
    expect(out).toContain(sentence);
  });

  it('warns of refused deliveries once some are accepted', async () => {
    const { body } = journey.sample('limai', 'success', {
      eventId: 'evt_accepted',
      documentId: 'doc_accepted',
    });
    expect((await journey.send('patient', body)).status).toBe(200);
    const diagnosis = await eventually(async () => {
      const found = await doctor();
      return codes(found).includes('deliveries_refused') ? found : undefined;
    });
    expect([diagnosis.code, codes(diagnosis)]).toEqual([0, ['deliveries_refused']]);
  });

  // Last: a function that holds a malformed key refuses for a while, and that is counted.
  it.each([
    ['a placeholder', SECRET_PLACEHOLDER, 'secret_placeholder'],
    ['malformed', '{"key":"canary-9f3a"}', 'secret_malformed'],
  ] as const)('finds a signing secret that is %s', async (_, value, code) => {
    const restore = await givenSecret(operated, 'signingSecret', value);
    try {
      const diagnosis = await doctor();
      const found = diagnosis.report.findings.find((finding) => finding.code === code);
      expect([diagnosis.code, found?.about]).toEqual([1, 'patient']);
      expect(found?.remedy).toContain('inbox secrets set patient signing');
      expect(diagnosis.said).not.toContain('canary-9f3a');
    } finally {
      await restore();
    }
  });
});

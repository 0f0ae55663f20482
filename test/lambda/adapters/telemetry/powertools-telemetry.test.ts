import { PowertoolsTelemetry } from '../../../../lambda/adapters/telemetry/powertools-telemetry';

describe('PowertoolsTelemetry', () => {
  const lines: string[] = [];
  let telemetry: PowertoolsTelemetry;
  beforeEach(() => {
    lines.length = 0;
    process.env.POWERTOOLS_SERVICE_NAME = 'ingest';
    process.env.POWERTOOLS_METRICS_NAMESPACE = 'ExtractionInbox';
    process.env.POWERTOOLS_LOG_LEVEL = 'INFO';
    for (const stream of [process.stdout, process.stderr]) {
      jest.spyOn(stream, 'write').mockImplementation((chunk) => {
        lines.push(...String(chunk).split('\n').filter(Boolean));
        return true;
      });
    }
    telemetry = new PowertoolsTelemetry();
  });
  afterEach(() => jest.restoreAllMocks());

  const written = () => lines.map((line) => JSON.parse(line));

  it.each(['info', 'warn', 'error'] as const)('writes no %s line that a terminal would act on', (level) => {
    const hostile = 'a\u001b[2J\u007f\u009b1m\u2028\u202e\ud800z';
    telemetry.log(level, hostile, { eventId: hostile });
    expect(lines).toHaveLength(1);
    expect(lines[0]).toMatch(/^[\u0020-\u007e]*$/);
    expect(written()).toEqual([
      expect.objectContaining({ level: level.toUpperCase(), message: hostile, eventId: hostile }),
    ]);
  });

  it('writes nothing when nothing was counted', () => {
    telemetry.flush();
    expect(lines).toEqual([]);
  });

  it('adds counts up and writes them once, under the service', () => {
    telemetry.count('Stored');
    telemetry.count('Stored');
    telemetry.count('Throttled');
    telemetry.flush();
    telemetry.flush();
    expect(written()).toEqual([
      expect.objectContaining({
        service: 'ingest',
        Stored: 2,
        Throttled: 1,
        _aws: expect.objectContaining({
          CloudWatchMetrics: [
            expect.objectContaining({ Namespace: 'ExtractionInbox', Dimensions: [['service']] }),
          ],
        }),
      }),
    ]);
  });

  it('writes each set of dimensions on a line of its own, under the service alone as well', () => {
    telemetry.count('Stored', { provider: 'one' });
    telemetry.count('Stored', { provider: 'two' });
    telemetry.count('Failed', { provider: 'one' });
    telemetry.flush();
    const dimensions = [['service'], ['service', 'provider']];
    expect(
      written().map((line) => [
        line.provider,
        line.Stored,
        line.Failed,
        line._aws.CloudWatchMetrics[0].Dimensions,
      ]),
    ).toEqual([
      ['one', 1, 1, dimensions],
      ['two', 1, undefined, dimensions],
    ]);
  });

  it('keeps each duration, in seconds, no more to a line than it may hold', () => {
    telemetry.count('Resent', { provider: 'one' });
    for (let age = 1; age <= 100; age += 1) {
      telemetry.measure('OpenEventAge', age, { provider: 'one' });
    }
    telemetry.flush();
    const lines = written().map(({ Resent, OpenEventAge, provider, _aws }) => ({
      Resent,
      ages: [OpenEventAge].flat().length,
      provider,
      metrics: _aws.CloudWatchMetrics[0].Metrics,
      dimensions: _aws.CloudWatchMetrics[0].Dimensions,
    }));
    const ages = { Name: 'OpenEventAge', Unit: 'Seconds' };
    const dimensions = [['service'], ['service', 'provider']];
    expect(lines).toEqual([
      {
        Resent: 1,
        ages: 99,
        provider: 'one',
        metrics: [{ Name: 'Resent', Unit: 'Count' }, ages],
        dimensions,
      },
      { Resent: undefined, ages: 1, provider: 'one', metrics: [ages], dimensions },
    ]);
  });

  it('logs structured lines at and above the level', () => {
    telemetry.log('debug', 'Hidden.');
    telemetry.log('warn', 'Seen.', { pk: 'a#1', attempts: 2 });
    expect(written()).toEqual([
      expect.objectContaining({ level: 'WARN', message: 'Seen.', service: 'ingest', pk: 'a#1', attempts: 2 }),
    ]);
  });

  it('names the invocation in every line, and none before it', () => {
    telemetry.begin({ awsRequestId: 'one' }, { apiRequestId: 'of-one' });
    telemetry.log('info', 'First.');
    telemetry.begin({ awsRequestId: 'two' });
    telemetry.log('info', 'Second.');
    expect(written()).toEqual([
      expect.objectContaining({ message: 'First.', requestId: 'one', apiRequestId: 'of-one' }),
      expect.objectContaining({ message: 'Second.', requestId: 'two' }),
    ]);
    expect(written()[1]).not.toHaveProperty('apiRequestId');
  });
});

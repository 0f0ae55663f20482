import { join } from 'node:path';
import {
  type LambdaHost,
  type LambdaHostOptions,
  startLambdaHost,
} from '../../../../local/aws/lambda/lambda-host';
import type { Invocation, LocalFunction } from '../../../../local/aws/lambda/local-function';
import { eventually } from '../../../support/eventually';
import { probeFunction, type SleepResult } from './probe-function';
import { runs } from './processes';

let host: LambdaHost | undefined;

afterEach(async () => {
  await host?.stop();
  host = undefined;
});

describe('the environment of a function', () => {
  it('gives a function the environment of the template, of Lambda and of the local run, and nothing else', async () => {
    process.env.OF_THE_PARENT = 'leaks';
    const environment = await value<Record<string, string>>(givenHost(), { action: 'environment' });
    expect(environment).toMatchObject({
      FROM_TEMPLATE: 'yes',
      AWS_REGION: 'us-east-1',
      AWS_ENDPOINT_URL_SQS: 'http://127.0.0.1:1',
      AWS_LAMBDA_FUNCTION_NAME: 'local-Probe',
      AWS_LAMBDA_FUNCTION_MEMORY_SIZE: '128',
      TZ: ':UTC',
    });
    expect(environment).toMatchObject({
      AWS_CONFIG_FILE: '/dev/null',
      AWS_SHARED_CREDENTIALS_FILE: '/dev/null',
    });
    expect(environment).not.toHaveProperty('OF_THE_PARENT');
    expect(environment).not.toHaveProperty('NODE_ENV');
  });

  it('calls no FIPS or dual-stack endpoint, whatever the template says', async () => {
    const asked = { AWS_USE_FIPS_ENDPOINT: 'true', AWS_USE_DUALSTACK_ENDPOINT: 'true' };
    const started = givenHost({ functions: [probeFunction({ environment: asked })] });
    expect(await value<Record<string, string>>(started, { action: 'environment' })).toMatchObject({
      AWS_USE_FIPS_ENDPOINT: 'false',
      AWS_USE_DUALSTACK_ENDPOINT: 'false',
    });
  });

  it('gives each function an access key of its own', async () => {
    const started = givenHost({ functions: [probeFunction(), probeFunction({ logicalId: 'Other' })] });
    const keys = await Promise.all(
      ['Probe', 'Other'].map(async (id) => {
        const environment = await value<Record<string, string>>(started, { action: 'environment' }, id);
        return environment.AWS_ACCESS_KEY_ID;
      }),
    );
    expect(keys[0]).not.toBe(keys[1]);
    expect(keys[0]).toMatch(/^ASIALOCAL[0-9A-F]{11}$/);
  });
});

describe('an invocation', () => {
  it('tells the handler its request, its function and its remaining time', async () => {
    const context = await value<Record<string, unknown>>(givenHost(), { action: 'context' });
    expect(context).toMatchObject({ functionName: 'local-Probe', memoryLimitInMB: '128' });
    expect(context.awsRequestId).toMatch(/^[0-9a-f-]{36}$/);
    expect(context.remaining).toBeGreaterThan(4000);
    expect(context.remaining).toBeLessThanOrEqual(5000);
  });

  it('answers null for a handler that returns nothing', async () => {
    expect(await givenHost().invoke('Probe', { action: 'nothing' })).toEqual({ ok: true, payload: null });
  });
});

describe('processes of a function', () => {
  it('keeps a process warm and uses it again', async () => {
    const started = givenHost();
    const first = await value<number>(started, { action: 'pid' });
    expect(await value<number>(started, { action: 'pid' })).toBe(first);
  });

  it('runs one event at a time per process and as many processes as are reserved', async () => {
    const started = givenHost({ functions: [probeFunction({ reservedConcurrency: 2 })] });
    const runs = await Promise.all(
      [1, 2, 3, 4].map(() => value<SleepResult>(started, { action: 'sleep', milliseconds: 150 })),
    );
    expect(new Set(runs.map((run) => run.pid)).size).toBe(2);
    expect(mostAtOnce(runs)).toBe(2);
    expect(
      runs.some((run) => runs.some((other) => other !== run && overlap(run, other) && run.pid === other.pid)),
    ).toBe(false);
  });

  it('answers an error thrown by the handler and keeps the process', async () => {
    const started = givenHost();
    const before = await value<number>(started, { action: 'pid' });
    expectError(await started.invoke('Probe', { action: 'fail' }), 'TypeError', /^as told$/);
    expect(await value<number>(started, { action: 'pid' })).toBe(before);
  });
});

describe('a process that ends', () => {
  it.each(['sleep', 'spin'])(
    'kills a process that overruns its timeout (%s) and starts a new one',
    async (action) => {
      const started = givenHost({ functions: [probeFunction({ timeoutSeconds: 0.3 })] });
      const before = await value<number>(started, { action: 'pid' });
      const overrun = await started.invoke('Probe', { action, milliseconds: 60_000 });
      expectError(overrun, 'Sandbox.Timedout', /Task timed out after 0.30 seconds$/);
      expect(await value<number>(started, { action: 'pid' })).not.toBe(before);
      await eventually(async () => !runs(before) || undefined);
    },
  );

  it('answers an error when the process exits and starts a new one', async () => {
    const started = givenHost();
    const before = await value<number>(started, { action: 'pid' });
    const crashed = await started.invoke('Probe', { action: 'crash' });
    expectError(crashed, 'Runtime.ExitError', /exit status 3$/);
    expect(await value<number>(started, { action: 'pid' })).not.toBe(before);
  });

  it('kills a busy process on demand; its event is answered with an error', async () => {
    const started = givenHost();
    await value<number>(started, { action: 'pid' });
    const busy = started.invoke('Probe', { action: 'sleep', milliseconds: 60_000 });
    expect(started.kill('Probe')).toBe(true);
    expectError(await busy, 'Runtime.ExitError', /signal: SIGKILL$/);
    expect(await value<number>(started, { action: 'pid' })).toBeGreaterThan(0);
  });

  it('kills the processes at work, and spares an idle one', async () => {
    const started = givenHost();
    const idle = await value<number>(started, { action: 'pid' });
    started.killBusy('Probe');
    expect(await value<number>(started, { action: 'pid' })).toBe(idle);
    const busy = [1, 2].map(() => started.invoke('Probe', { action: 'sleep', milliseconds: 60_000 }));
    started.killBusy('Probe');
    for (const one of busy) {
      expectError(await one, 'Runtime.ExitError', /signal: SIGKILL$/);
    }
  });

  it('has nothing to kill before the first event', () => {
    expect(givenHost().kill('Probe')).toBe(false);
  });
});

describe('a function that does not load', () => {
  it('answers the error of a function that does not load, each time anew', async () => {
    const started = givenHost({
      functions: [probeFunction({ codeDir: join(__dirname, '../fixtures/broken') })],
    });
    for (const _ of [1, 2]) {
      expectError(await started.invoke('Probe', {}), 'RangeError', /does not load/);
    }
  });

  it('names a handler that the bundle does not export', async () => {
    const started = givenHost({ functions: [probeFunction({ handler: 'index.absent' })] });
    expectError(await started.invoke('Probe', {}), 'Error', /index exports no function "absent"/);
  });
});

describe('the payload limit', () => {
  it('refuses a request over 6 MiB without running the function', async () => {
    const event = { action: 'echo', text: 'x'.repeat(6 * 1024 * 1024) };
    expectError(await givenHost().invoke('Probe', event), 'RequestTooLargeException', /at most 6291456/);
  });

  it('accepts a request just below 6 MiB', async () => {
    const result = await givenHost().invoke('Probe', {
      action: 'pid',
      text: 'x'.repeat(6 * 1024 * 1024 - 40),
    });
    expect(result.ok).toBe(true);
  });

  it('refuses a response over 6 MiB and goes on', async () => {
    const started = givenHost();
    const large = await started.invoke('Probe', { action: 'large', bytes: 6 * 1024 * 1024 });
    expectError(large, 'Function.ResponseSizeTooLarge', /exceeded/);
    expect((await started.invoke('Probe', { action: 'pid' })).ok).toBe(true);
  });
});

describe('the host', () => {
  it('collects what a function prints, line by line', async () => {
    const lines: string[] = [];
    const started = givenHost({ onLine: (id, line) => lines.push(`[${id}] ${line}`) });
    await started.invoke('Probe', { action: 'print', text: 'one\ntwo' });
    await eventually(async () => lines.length === 4 || undefined);
    expect(lines.sort()).toEqual(['[Probe] one', '[Probe] one', '[Probe] two', '[Probe] two']);
  });

  it('ends every process on stop and answers what was running', async () => {
    const started = givenHost();
    const pid = await value<number>(started, { action: 'pid' });
    const busy = started.invoke('Probe', { action: 'sleep', milliseconds: 60_000 });
    await started.stop();
    expect((await busy).ok).toBe(false);
    expect(runs(pid)).toBe(false);
    expectError(await started.invoke('Probe', {}), 'Host.Stopped', /stopping/);
  });

  it('names a function it does not have', async () => {
    await expect(givenHost().invoke('Absent', {})).rejects.toThrow(
      'Function: got "Absent", expected one of Probe.',
    );
  });
});

function givenHost(options: Partial<LambdaHostOptions> = {}): LambdaHost {
  const functions: readonly LocalFunction[] = [probeFunction()];
  const environment = { AWS_ENDPOINT_URL_SQS: 'http://127.0.0.1:1' };
  host = startLambdaHost({ functions, region: 'us-east-1', environment, ...options });
  return host;
}

async function value<T>(started: LambdaHost, event: unknown, id = 'Probe'): Promise<T> {
  const result = await started.invoke(id, event);
  if (!result.ok) {
    throw new Error(`${result.error.errorType}: ${result.error.errorMessage}`);
  }
  return result.payload as T;
}

function expectError(result: Invocation, errorType: string, message: RegExp): void {
  expect(result).toEqual({ ok: false, error: { errorType, errorMessage: expect.stringMatching(message) } });
}

function overlap(one: SleepResult, other: SleepResult): boolean {
  return one.from < other.to && other.from < one.to;
}

function mostAtOnce(all: readonly SleepResult[]): number {
  return Math.max(
    ...all.map((run) => all.filter((other) => other.from <= run.from && run.from < other.to).length),
  );
}

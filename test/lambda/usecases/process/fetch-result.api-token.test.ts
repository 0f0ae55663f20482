import { constant, refusing } from '../../../simulated/provider-stand-in';
import { API_TOKEN, SOURCE_ID } from '../../../simulated/world';
import { overriding, watched } from '../../../support/scenes/overriding';
import {
  attempted,
  counts,
  givenWaiting,
  processVisible,
  recordOf,
  timesAsked,
} from '../../../support/scenes/scene';

const always = (status: number, headers: Record<string, string> = {}) =>
  refusing(status, Number.POSITIVE_INFINITY, { next: constant, headers });

describe('an API token', () => {
  it('that was replaced meanwhile is read again once, and the event is stored', async () => {
    const world = await givenWaiting();
    await world.secrets.apiToken(SOURCE_ID);
    world.api.token = 'token-2';
    world.secrets.tokens.set(SOURCE_ID, 'token-2');
    await processVisible(world);
    expect(recordOf(world)).toMatchObject({ status: 'STORED', attempts: 0 });
    expect(timesAsked(world)).toBe(2);
    expect(counts(world)).not.toHaveProperty('CredentialsRejected');
  });

  it('that is still the same is not tried twice: the event waits, and a metric counts it', async () => {
    const world = await givenWaiting();
    world.api.token = 'token-2';
    expect(await attempted(world)).toMatchObject({ status: 'RECEIVED', lastError: { kind: 'credentials' } });
    expect(timesAsked(world)).toBe(1);
    expect(counts(world)).toMatchObject({ CredentialsRejected: 1, Retried: 1 });
  });

  it('that was replaced by another wrong one is tried once, and no more', async () => {
    const world = await givenWaiting();
    await world.secrets.apiToken(SOURCE_ID);
    world.api.token = 'token-3';
    world.secrets.tokens.set(SOURCE_ID, 'token-2');
    expect(await attempted(world)).toMatchObject({ lastError: { kind: 'credentials' } });
    expect(timesAsked(world)).toBe(2);
  });

  it('that is still the placeholder costs no call, and the message says what to do', async () => {
    const world = await givenWaiting();
    world.secrets.tokens.clear();
    const { lastError } = await attempted(world);
    expect(lastError).toEqual({
      kind: 'credentials',
      message:
        'The API token of source "inbox" is still the placeholder. Put the real token into its secret.',
    });
    expect(timesAsked(world)).toBe(0);
  });

  it('that was put in just now is used at once', async () => {
    const world = await givenWaiting();
    const apiToken = async (_source: string, options?: { readonly refresh?: boolean }) =>
      options?.refresh ? ({ set: true, value: API_TOKEN } as const) : ({ set: false } as const);
    const tokens = overriding(world.ports.tokens, { apiToken });
    await processVisible(world, world.processDeps({ ...world.ports, tokens }));
    expect(recordOf(world).status).toBe('STORED');
  });

  it('is not read again for an error that has nothing to do with it', async () => {
    const world = await givenWaiting(always(500));
    const calls: string[] = [];
    const tokens = watched('tokens', world.ports.tokens, calls);
    await processVisible(world, world.processDeps({ ...world.ports, tokens }));
    expect(calls).toEqual(['tokens.apiToken']);
  });

  it('never shows in a record, a log line or a metric', async () => {
    const world = await givenWaiting();
    world.api.token = 'another';
    await processVisible(world);
    expect(JSON.stringify([recordOf(world), world.telemetry.lines])).not.toContain(API_TOKEN);
  });
});

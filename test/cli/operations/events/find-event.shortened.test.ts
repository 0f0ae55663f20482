import { shortenMiddle } from '../../../../cli/terminal/text-width';
import { eventKey } from '../../../../lambda/domain/record/keys';
import { NOW, recordIn, storedResult } from '../../../support/records/records';
import { recordedInbox } from '../../recorded-inbox';
import { runCommand } from '../../run-command';

const IDS = ['evt_65a50a1b2c3d4e5f60718293', 'evt_65a50a1b2c3d4e5f60718294', 'evt_65a5ffff2c3d4e5f60718293'];
const [ID = '', OTHER = ''] = IDS;
const SHORT = shortenMiddle(ID, 16);

/** Of those the first two differ in their last digit. */
const run = (args: readonly string[], ids: readonly string[] = IDS) => {
  const records = ids.map((eventId, index) =>
    recordIn(index === 1 ? 'FAILED' : 'STORED', { ...storedResult, pk: eventKey('limai', eventId), eventId }),
  );
  return runCommand(args, { connect: async () => recordedInbox(records), now: () => NOW });
};

describe('an id as a table shortens it', () => {
  it('is found by events show, where one event alone has such an id', async () => {
    expect(SHORT).toBe('evt_65a50…718293');
    for (const args of [[SHORT], [SHORT, '--source', 'limai'], [shortenMiddle(`limai#${ID}`, 30)]]) {
      const { code, out } = await run(['events', 'show', ...args]);
      expect([code, out.split('\n')[0]]).toEqual([0, expect.stringContaining(`limai#${ID}`)]);
    }
  });

  it('is refused where several events have such an id, which are named', async () => {
    const { code, err } = await run(['events', 'show', 'evt_65a5…3']);
    expect([code, err]).toEqual([
      1,
      `"evt_65a5…3" is a shortened ID, expected a whole one: limai#${IDS[2]}, limai#${ID}.\n`,
    ]);
  });

  it('is refused where no event has such an id', async () => {
    for (const args of [['evt_none…0000'], [SHORT, '--source', 'extend']]) {
      const { code, err } = await run(['events', 'show', ...args]);
      expect([code, err]).toEqual([1, expect.stringContaining('Lists show whole IDs with --wide.')]);
    }
  });

  it.each([['replay'], ['retry']])('is refused by %s, which would change something', async (command) => {
    const { code, err } = await run([command, SHORT]);
    expect([code, err]).toEqual([1, `"${SHORT}" is a shortened ID, expected a whole one: limai#${ID}.\n`]);
  });

  it('is told when events get finds it', async () => {
    const { err } = await run(['events', 'get', SHORT]);
    expect(err).toContain('limai#evt_65a50a1b2c3d4e5f60718293');
  });
});

describe('the beginning of an id', () => {
  it('finds no event, and names those that begin so', async () => {
    const { code, err } = await run(['events', 'show', 'evt_65a50']);
    expect([code, err]).toEqual([
      1,
      `There is no event "evt_65a50". These begin so: limai#${ID}, limai#${OTHER}. Name the whole ID.\n`,
    ]);
  });

  it('says how many more there are than it names', async () => {
    const many = Array.from({ length: 9 }, (_, index) => `evt_${index}`);
    expect((await run(['events', 'show', 'evt_'], many)).err).toContain(' and 6 more. Name the whole ID.');
  });
});

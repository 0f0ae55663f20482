import { randomUUID } from 'node:crypto';
import type { ResultHolders } from '../../../../lambda/usecases/ports';

export interface ResultHoldersUnderTest {
  readonly holders: ResultHolders;
  readonly clock: { time: number };
}

/** What every ResultHolders must do; the fault explorer's simulated one passes it too, or it proves nothing. */
export function describeResultHoldersContract(
  name: string,
  make: () => Promise<ResultHoldersUnderTest>,
): void {
  describe(`ResultHolders contract: ${name}`, () => {
    let under: ResultHoldersUnderTest;
    beforeAll(async () => {
      under = await make();
    });
    const key = () => `~result#inbox#${randomUUID()}`;
    const holder = (pk: string, token: string) => ({
      pk,
      token,
      expiresAt: Math.ceil(under.clock.time / 1000) + 60,
    });

    it('makes the first one the holder, and tells every other who that is', async () => {
      const document = key();
      expect(await under.holders.hold(document, holder('a', '1'))).toMatchObject({ pk: 'a', token: '1' });
      expect(await under.holders.hold(document, holder('b', '2'))).toEqual(
        expect.objectContaining({ pk: 'a', token: '1' }),
      );
    });

    it('gives the holder a new token with each of its attempts', async () => {
      const document = key();
      await under.holders.hold(document, holder('a', '1'));
      expect(await under.holders.hold(document, holder('a', '2'))).toMatchObject({ pk: 'a', token: '2' });
      expect(await under.holders.hold(document, holder('b', '3'), '1')).toMatchObject({
        pk: 'a',
        token: '2',
      });
    });

    it('lets another take over from exactly the attempt it has seen', async () => {
      const document = key();
      await under.holders.hold(document, holder('a', '1'));
      expect(await under.holders.hold(document, holder('b', '2'), '1')).toMatchObject({
        pk: 'b',
        token: '2',
      });
      expect(await under.holders.hold(document, holder('a', '3'))).toMatchObject({ pk: 'b', token: '2' });
    });

    it('lets one of 20 at once win', async () => {
      const document = key();
      const rivals = Array.from({ length: 20 }, (_, at) => holder(`r${at}`, `t${at}`));
      const seen = await Promise.all(rivals.map((rival) => under.holders.hold(document, rival)));
      expect(new Set(seen.map(({ pk }) => pk)).size).toBe(1);
    });

    it('forgets a holder that has expired', async () => {
      const document = key();
      await under.holders.hold(document, holder('a', '1'));
      under.clock.time += 61_000;
      expect(await under.holders.hold(document, holder('b', '2'))).toMatchObject({ pk: 'b' });
    });
  });
}

import type { CheckContext } from '../../../cli/doctor/finding';
import { checkProtection } from '../../../cli/doctor/stack-checks';

/** An inbox whose stack and table are protected as AWS says here. */
function givenInbox({ stack, table }: { readonly stack?: boolean; readonly table?: boolean }): CheckContext {
  const answering = (answer: object) => ({ send: async () => answer });
  const clients = {
    dynamodb: answering({ Table: { DeletionProtectionEnabled: table } }),
  };
  const description = { EnableTerminationProtection: stack };
  const connection = { kind: 'deployed', stack: 'Mine', description, table: 'Mine-Table', clients };
  return { inbox: { connection }, now: 0 } as unknown as CheckContext;
}

describe('the check of protection against deletion', () => {
  it.each([
    [{ stack: false, table: false }, ['Mine', 'Mine-Table']],
    [{}, ['Mine', 'Mine-Table']],
    [{ stack: true, table: false }, ['Mine-Table']],
    [{ stack: false, table: true }, ['Mine']],
    [{ stack: true, table: true }, []],
  ])('warns at %j of %j', async (state, unprotected) => {
    const results = await checkProtection(givenInbox(state));
    const warnings = results.filter(({ result }) => result === 'finding');
    expect(warnings.map(({ about }) => about)).toEqual(unprotected);
    for (const warning of warnings) {
      expect(warning).toMatchObject({
        code: 'protection_off',
        severity: 'warning',
        remedy: expect.stringContaining('`terminationProtection: true, deletionProtection: true,`'),
      });
    }
    expect(results.filter(({ result }) => result === 'passed')).toHaveLength(2 - unprotected.length);
  });

  it('says of a local run that it was not tested', async () => {
    const inbox = { connection: { kind: 'local' } } as unknown as CheckContext['inbox'];
    expect(await checkProtection({ inbox, now: 0 })).toMatchObject([{ result: 'not_tested' }]);
  });
});

import type { Inbox } from '../../../cli/connection/inbox';
import { startLoopbackServer } from '../../support/network/loopback-server';
import { NOW, POLICY } from '../../support/records/records';
import { unavailable } from '../../support/scenes/overriding';
import { recordedInbox } from '../recorded-inbox';
import { runCommand } from '../run-command';

const SHOW_CURSOR = '\u001b[?25h';
const secrets = { send: async () => ({ VersionId: 'v1', SecretString: '["a-signing-key"]' }) };

/** `send-test limai` to a webhook that answers so, with a table that cannot be read. */
async function sendTest(status: number) {
  const server = await startLoopbackServer((_, response) => response.writeHead(status).end());
  const source = { id: 'limai', provider: 'limai', webhookUrl: server.origin, signingSecret: 'secret' };
  const connection = { kind: 'local', sources: [source], clients: { secrets } };
  const index = { ...recordedInbox([]).index, records: unavailable };
  const inbox = { ...recordedInbox([]), connection, policy: POLICY, index };
  const connect = async () => inbox as unknown as Inbox;
  try {
    return await runCommand(['send-test', 'limai'], { connect, now: () => NOW, isTerminal: true });
  } finally {
    await server.stop();
  }
}

describe('inbox send-test', () => {
  it('ends its progress bar when the table cannot be read', async () => {
    const { code, err } = await sendTest(200);
    expect([code, err.trimEnd()]).toEqual([1, expect.stringMatching(/ServiceUnavailable$/)]);
    expect(err).toContain(SHOW_CURSOR);
  });

  it('says what the webhook answered, and follows nothing, when the delivery is refused', async () => {
    const { code, out, err } = await sendTest(401);
    expect([code, err]).toEqual([1, '']);
    expect(out).toContain('Source limai answered 401, expected 200.');
  });
});

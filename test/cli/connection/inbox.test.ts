import { GetObjectCommand, HeadObjectCommand, PutObjectCommand } from '@aws-sdk/client-s3';
import type { Connection } from '../../../cli/connection/connection';
import { createInbox } from '../../../cli/connection/inbox';
import { POLICY } from '../../support/records/records';

/** An inbox whose S3 answers nothing, and what it was asked. */
function givenInbox() {
  const sent: object[] = [];
  const send = async (command: object) => {
    sent.push(command);
    return {};
  };
  const connection = {
    kind: 'deployed',
    clients: { s3: { send } },
    table: 'events',
    bucket: 'results',
    queues: {},
    deadLetterQueues: {},
    sources: [],
    policy: POLICY,
  };
  return { inbox: createInbox(connection as unknown as Connection), sent };
}

describe('an inbox', () => {
  it('reads stored results, and what their metadata says', async () => {
    const { inbox, sent } = givenInbox();
    await inbox.results.read('results/a.json');
    await inbox.results.head('results/a.json');
    expect(sent).toEqual([expect.any(GetObjectCommand), expect.any(HeadObjectCommand)]);
  });

  it('lets who opens events again store a body once more, whether or not it is there', async () => {
    const { inbox, sent } = givenInbox();
    const { raw } = inbox.deps(() => undefined);
    await raw.renewRaw('raw/limai/a', Buffer.from('{}'));
    expect(sent).toEqual([expect.any(PutObjectCommand)]);
    expect((sent[0] as PutObjectCommand).input).not.toHaveProperty('IfNoneMatch');
  });
});

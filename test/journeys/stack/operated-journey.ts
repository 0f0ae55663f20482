import { dirname, join } from 'node:path';
import { connectLocal } from '../../../cli/connection/connect';
import { createInbox, type Inbox } from '../../../cli/connection/inbox';
import { Journey } from './journey';

const CONFIG = join(__dirname, '..', 'configs', 'doctor.config.ts');

/** A running stack with a source to be broken, and an operator connected to it. */
export interface OperatedJourney {
  readonly journey: Journey;
  readonly inbox: Inbox;
  /** File for `inbox --endpoints`. */
  readonly endpoints: string;
  /** Goes with the stack. */
  readonly directory: string;
  stop(): Promise<void>;
}

/** Starts it. */
export async function startOperatedJourney(config = CONFIG): Promise<OperatedJourney> {
  const journey = await Journey.start({ config });
  const endpoints = journey.endpointsFile;
  const inbox = createInbox(connectLocal(endpoints));
  const stop = () => {
    inbox.close();
    return journey.stop();
  };
  return { journey, inbox, endpoints, directory: dirname(endpoints), stop };
}

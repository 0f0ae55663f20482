import { readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { connectLocal } from '../../../cli/connection/connect';
import { createInbox, type Inbox } from '../../../cli/connection/inbox';
import type { Endpoints } from '../../../local/run/files/endpoints';
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
  /** Another such file, which says something else of the same run. */
  endpointsWith(change: (known: Endpoints) => object): string;
  stop(): Promise<void>;
}

/** Starts it. */
export async function startOperatedJourney(): Promise<OperatedJourney> {
  const journey = await Journey.start({ config: CONFIG });
  const endpoints = journey.endpointsFile;
  const directory = dirname(endpoints);
  const inbox = createInbox(connectLocal(endpoints));
  return {
    journey,
    inbox,
    endpoints,
    directory,
    endpointsWith: (change) => {
      const file = join(directory, 'other.json');
      const known = JSON.parse(readFileSync(endpoints, 'utf8')) as Endpoints;
      writeFileSync(file, JSON.stringify({ ...known, ...change(known) }));
      return file;
    },
    stop: () => {
      inbox.close();
      return journey.stop();
    },
  };
}

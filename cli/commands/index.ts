import type { Command } from 'commander';
import type { Context } from '../connection/context';
import { addDlq } from './dlq/dlq';
import { addDoctor } from './doctor';
import { addDocument } from './events/document';
import { addEvents } from './events/events';
import { addReplay } from './events/replay-events';
import { addRetry } from './events/retry';
import { addStats } from './events/stats';
import { addTail } from './events/tail';
import { addReconcile } from './reconcile';
import { addSecrets } from './secrets/secrets';
import { addSendTest } from './send-test';

/** A command's file exports one function that adds it to the program. */
export type AddCommand = (program: Command, context: Context) => void;

/** Every command, in the order of the help. */
const COMMANDS: readonly AddCommand[] = [
  addDoctor,
  addEvents,
  addDocument,
  addRetry,
  addReplay,
  addStats,
  addTail,
  addDlq,
  addSecrets,
  addReconcile,
  addSendTest,
];

export function addCommands(program: Command, context: Context): void {
  for (const add of COMMANDS) {
    add(program, context);
  }
}

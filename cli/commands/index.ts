import type { Command } from 'commander';
import type { Context } from '../context';
import { addDlq } from './dlq';
import { addDoctor } from './doctor';
import { addDocument } from './document';
import { addEvents } from './events';
import { addReconcile } from './reconcile';
import { addReplay } from './replay-events';
import { addRetry } from './retry';
import { addSecrets } from './secrets';
import { addSendTest } from './send-test';
import { addStats } from './stats';
import { addTail } from './tail';

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

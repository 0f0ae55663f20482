import type { Command } from 'commander';
import type { Context } from '../../connection/context';
import { addDlqList } from './dlq-list';
import { addDlqRedrive } from './dlq-redrive';

/** `dlq …`: the messages our own code broke on. */
export function addDlq(program: Command, context: Context): void {
  const dlq = program.command('dlq').description('dead letters: messages our own code broke on');
  addDlqList(dlq, context);
  addDlqRedrive(dlq, context);
}

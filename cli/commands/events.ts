import type { Command } from 'commander';
import type { Context } from '../context';
import { addEventsShow } from './events-show';

/** `events …`: what was received. */
export function addEvents(program: Command, context: Context): void {
  const events = program.command('events').description('the events: list them, show one, get its result');
  addEventsShow(events, context);
}

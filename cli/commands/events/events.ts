import type { Command } from 'commander';
import type { Context } from '../../connection/context';
import { addEventsGet } from './events-get';
import { addEventsList } from './events-list';
import { addEventsShow } from './events-show';

/** `events …`: what was received. */
export function addEvents(program: Command, context: Context): void {
  const events = program.command('events').description('the events: list them, show one, get its result');
  addEventsList(events, context);
  addEventsShow(events, context);
  addEventsGet(events, context);
}

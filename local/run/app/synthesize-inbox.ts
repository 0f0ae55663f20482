import type { LocalRunOptions } from '../local-run-options';
import { type ChosenInbox, chooseInbox } from './choose-inbox';
import { synthesize, synthesizeCommand } from './synthesize';

/** The inbox that the options choose, of an app that is synthesized into the folder unless that was done before. */
export async function synthesizeInbox(outDir: string, options: LocalRunOptions): Promise<ChosenInbox> {
  const { app, config, synthesized, onProgress } = options;
  if (!synthesized) {
    onProgress?.('synthesizing the app');
    await (app === undefined ? synthesize({ outDir, config }) : synthesizeCommand(app, outDir));
  }
  const inbox = await chooseInbox(outDir, options);
  if (inbox.missingContext.length > 0) {
    onProgress?.(
      `cdk.context.json has no answer to ${inbox.missingContext.join(', ')}: the template has dummy values`,
    );
  }
  return inbox;
}

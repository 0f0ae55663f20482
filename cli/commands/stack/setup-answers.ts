import { UsageError } from '../../terminal/errors';
import type { Context } from '../command';

/** Ctrl-C ended the questions. What was stored stays. */
export class StoppedError extends Error {
  override readonly name = 'StoppedError';
}

/** Who answers the questions of `setup`. */
export interface SetupAnswers {
  /** Waits until something is done elsewhere. */
  pause(question: string): Promise<void>;
  agree(question: string): Promise<boolean>;
  /** Undefined: none was given. */
  secret(question: string): Promise<string | undefined>;
  /** Whether a wrong answer can be followed by another. */
  readonly canRepeat: boolean;
}

interface AnswerOptions {
  readonly yes?: true;
  readonly dryRun?: true;
}

/** A person at a terminal, or with --yes a pipe: one line for each secret that is missing. @throws UsageError when there is neither */
export async function createAnswers({ yes, dryRun }: AnswerOptions, context: Context): Promise<SetupAnswers> {
  const { input } = context;
  if (dryRun) {
    return pipedAnswers('', false);
  }
  if (input.isInteractive) {
    return personsAnswers(yes === true, context);
  }
  if (!yes) {
    throw new UsageError(
      'setup: there is no terminal to ask. `inbox setup --dry-run` shows what is missing. Pipe the missing secrets in and say --yes, one line each in that order, or use the single commands: `inbox secrets set <source> signing`, `inbox secrets set <source> token`, `inbox send-test <source>`, `inbox doctor`.',
    );
  }
  return pipedAnswers(await input.readAll(), true);
}

/** @param yes agrees to what is asked: only secrets are then asked for */
function personsAnswers(yes: boolean, { input }: Context): SetupAnswers {
  const answered = async (answer: Promise<string>) => {
    const text = (await answer).trim();
    if (input.wasStopped) {
      throw new StoppedError();
    }
    return text;
  };
  return {
    canRepeat: true,
    pause: async (question) => {
      if (!yes) {
        await answered(input.ask(`${question} `));
      }
    },
    agree: async (question) => yes || /^y(es)?$/i.test(await answered(input.ask(`${question} [y/N] `))),
    secret: async (question) => (await answered(input.askHidden(`${question}: `))) || undefined,
  };
}

function pipedAnswers(text: string, agrees: boolean): SetupAnswers {
  const lines = text
    .split('\n')
    .map((line) => line.trim())
    .filter(Boolean);
  return {
    canRepeat: false,
    pause: async () => undefined,
    agree: async () => agrees,
    secret: async () => lines.shift(),
  };
}

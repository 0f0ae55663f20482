import { loadConfig } from '../../../lib/config/load-config';

/** Prints what is said of each file, as `cdk synth` reads it: a JSON list. */
const said = process.argv.slice(2).map((file) => {
  try {
    loadConfig(file);
    return 'taken';
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
});
console.log(JSON.stringify(said));

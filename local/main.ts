import { runAsMain } from '../cli/terminal/run-program';
import { startProgram } from './start';

void runAsMain(startProgram());

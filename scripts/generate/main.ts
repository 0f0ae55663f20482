import { runAsMain } from '../../cli/terminal/run-program';
import { createGenerateProgram } from './generate-program';

void runAsMain(createGenerateProgram());

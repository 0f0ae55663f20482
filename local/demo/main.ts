import { runAsMain } from '../../cli/terminal/run-program';
import { demoProgram } from './demo-program';

void runAsMain(demoProgram());

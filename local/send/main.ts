import { runAsMain } from '../../cli/terminal/run-program';
import { sendProgram } from './send-program';

void runAsMain(sendProgram());

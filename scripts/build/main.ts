import { runAsMain } from '../../cli/terminal/run-program';
import { createBuildProgram } from './build-program';

void runAsMain(createBuildProgram());

import { runAsMain } from '../cli/terminal/run-program';
import { createProofProgram } from './proof-program';

void runAsMain(createProofProgram());

import { runAsMain } from '../../cli/terminal/run-program';
import { sendProgram } from './send-program';

// The AWS SDK's advice on Node.js versions is no answer to a delivery.
process.env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED ??= 'true';
void runAsMain(sendProgram());

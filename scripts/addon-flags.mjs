// Compiler flags of the OpenCV camera addon, for build-addon.mjs (this machine) and natives.mjs (archives).
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));
export const captureSource = join(root, 'src/vision/capture/addon/capture.cc');

/** Arguments for the compiler, except `-o`. @param includes `-I…` of OpenCV @param libraries `-L…` of OpenCV */
export function captureWords(includes, libraries) {
  const headers = ['node-addon-api', 'node-api-headers/include'].map((name) => `-I${join(root, 'node_modules', name)}`);
  return [
    ...['-O2', '-std=c++17', '-fPIC', '-shared', '-pthread', '-fvisibility=hidden', '-Wall', '-Wextra'],
    ...['-DNAPI_VERSION=8', '-DNAPI_CPP_EXCEPTIONS', '-DNODE_GYP_MODULE_NAME=capture'],
    ...[...headers, ...includes].map((flag) => flag.replace(/^-I/, '-isystem')),
    captureSource,
    ...libraries,
    // Never unloaded: a thread stuck in a device may still be running this code when its environment ends.
    ...['-Wl,-z,nodelete', '-Wl,--as-needed', '-lopencv_videoio', '-lopencv_core'],
  ];
}
